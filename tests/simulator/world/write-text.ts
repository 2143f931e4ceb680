import { type FormattedText, TextWriter } from "./entity.ts";
import { type Language, phrasebooks } from "./phrases/all-phrasebooks.ts";
import type { Phrasebook } from "./phrases/phrasebook.ts";
import type { Random } from "./prng.ts";

/** Telegram's limit for a message, in UTF-16 units here. */
export const LONGEST_TEXT = 4096;

/** Fills a template's slots from the phrasebook. */
export function fill(random: Random, book: Phrasebook, template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    if (slot === "n") return String(random.between(2, 18));
    if (slot === "count") return String(random.between(120, 48_000));
    if (slot === "time") return clockTime(random);
    return random.pick(book.slots[slot] ?? [slot]);
  });
}

/** One sentence of the language. */
export function sentence(random: Random, language: Language): string {
  const book = phrasebooks[language];
  return fill(random, book, random.pick(book.sentences));
}

/** A headline, also good for page titles, questions and topics. */
export function headline(random: Random, language: Language): string {
  const book = phrasebooks[language];
  return fill(random, book, random.pick(book.headlines));
}

/** A post as channels write them: perhaps a headline, some sentences, perhaps hashtags. */
export function writePost(random: Random, language: Language): FormattedText {
  const book = phrasebooks[language];
  const writer = new TextWriter();
  if (random.chance(0.6)) {
    writer.styled("messageEntityBold", headline(random, language)).plain("\n\n");
  }
  // Neighbours in the phrasebook, so that no sentence comes twice in one post.
  const first = random.below(book.sentences.length);
  const count = random.between(1, 4);
  for (let index = 0; index < count; index++) {
    if (index > 0) writer.plain(random.chance(0.3) ? "\n\n" : " ");
    const template = book.sentences[(first + index) % book.sentences.length] ?? "";
    const text = fill(random, book, template);
    if (random.chance(0.12)) writer.styled("messageEntityItalic", text);
    else writer.plain(text);
  }
  if (random.chance(0.2)) {
    const url = `https://example.org/${book.language}/${random.between(1000, 99_999)}`;
    writer.plain(" ").styled("messageEntityUrl", url);
  }
  if (random.chance(0.35)) {
    writer.plain("\n");
    for (const tag of pickSome(random, book.hashtags)) {
      writer.plain(" ").styled("messageEntityHashtag", `#${tag}`);
    }
  }
  return writer.done();
}

/** A line as people write in groups. */
export function writeReply(random: Random, language: Language): FormattedText {
  const book = phrasebooks[language];
  const line = fill(random, book, random.pick(book.replies));
  return {
    text: random.chance(0.2) ? `${line} ${sentence(random, language)}` : line,
    entities: [],
  };
}

/** As long as a message may be. */
export function writeLong(random: Random, language: Language): FormattedText {
  const writer = new TextWriter();
  while (writer.length < LONGEST_TEXT) {
    const text = sentence(random, language);
    const room = LONGEST_TEXT - writer.length - 1;
    if (text.length >= room) return writer.plain(`${"—".repeat(room)}.`).done();
    if (random.chance(0.2)) writer.styled("messageEntityBold", text);
    else writer.plain(text);
    writer.plain(" ");
  }
  return writer.done();
}

function clockTime(random: Random): string {
  const minute = random.pick(["00", "10", "15", "20", "30", "40", "45", "50"]);
  return `${String(random.between(5, 22)).padStart(2, "0")}:${minute}`;
}

function pickSome(random: Random, items: readonly string[]): string[] {
  const start = random.below(items.length);
  return [...items.slice(start), ...items.slice(0, start)].slice(0, random.between(1, 3));
}
