/**
 * Writes an export as Telegram Desktop would, with invented messages in five scripts:
 * `node scripts/synthetic-export.ts <file> [--messages 100000] [--seed 1]`. The same seed writes
 * the same bytes. About 1.3 KB a message.
 */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import type { SyntheticLanguage } from "./synthetic-text.ts";
import { createRandom, SyntheticWriter } from "./synthetic-text.ts";

/** Bare id of the export's channel. */
export const SYNTHETIC_CHANNEL = 1_234_567_890;

/** By weight, as in a mostly Russian archive. */
const LANGUAGES: readonly SyntheticLanguage[] = [
  ...(["ru", "ru", "ru", "ru", "ru", "ru", "en", "en"] as const),
  ...(["ar", "fa", "zh"] as const),
];
const FIRST_POST = 1_600_000_000;
const BATCH = 1000;

/** Writes `messages` messages with ascending ids; one id in twenty is left out, as if deleted. */
export async function writeSyntheticExport(
  path: string,
  messages: number,
  seed: number,
): Promise<void> {
  const file = createWriteStream(path);
  const random = createRandom(seed);
  const writers = LANGUAGES.map((language, i) => new SyntheticWriter(language, seed + i));
  file.write(
    `{\n "name": "Synthetic channel",\n "type": "public_channel",\n "id": ${SYNTHETIC_CHANNEL},\n "messages": [\n`,
  );
  let id = 0;
  for (let written = 0; written < messages; written += BATCH) {
    let chunk = "";
    for (let i = written; i < Math.min(messages, written + BATCH); i++) {
      id += random() < 0.05 ? 2 : 1;
      const writer = writers[Math.floor(random() * writers.length)]!;
      const message = JSON.stringify(synthesise(id, writer.message(), random), null, 1);
      chunk += `${i === 0 ? "" : ",\n"}${message}`;
    }
    if (!file.write(chunk)) await once(file, "drain");
  }
  file.end("\n ]\n}\n");
  await finished(file);
}

function synthesise(id: number, text: string, random: () => number): object {
  const at = FIRST_POST + id * 60;
  const author = 1000 + Math.floor(random() * 500);
  return {
    id,
    type: "message",
    ...time("date", at),
    ...(random() < 0.1 ? time("edited", at + 300) : {}),
    from: `Автор ${author}`,
    from_id: `user${author}`,
    ...(random() < 0.2 && id > 50
      ? { reply_to_message_id: id - 1 - Math.floor(random() * 40) }
      : {}),
    ...(random() < 0.1 ? { forwarded_from: "Новости", forwarded_from_id: "channel777" } : {}),
    ...(text === "" || random() < 0.15 ? photo(id) : {}),
    ...textOf(text, random),
    ...(random() < 0.3 ? { reactions: reactions(random) } : {}),
  };
}

function time(name: string, seconds: number): Record<string, string> {
  const local = new Date(seconds * 1000 + 3 * 3_600_000).toISOString().slice(0, 19);
  return { [name]: local, [`${name}_unixtime`]: String(seconds) };
}

function photo(id: number): object {
  return {
    photo: "(File not included. Change data exporting settings to download.)",
    photo_file_size: 40_000 + (id % 90_000),
    width: 1280,
    height: 720 + (id % 200),
  };
}

/** One word in three messages is bold, as an entity that splits the text. */
function textOf(text: string, random: () => number): object {
  const space = text.indexOf(" ", 20);
  if (space < 0 || random() > 0.35) {
    return { text, text_entities: text === "" ? [] : [{ type: "plain", text }] };
  }
  const end = text.indexOf(" ", space + 1);
  const [head, bold, tail] = [
    text.slice(0, space + 1),
    text.slice(space + 1, end < 0 ? undefined : end),
    end < 0 ? "" : text.slice(end),
  ];
  return {
    text: [head, { type: "bold", text: bold }, tail],
    text_entities: [
      { type: "plain", text: head },
      { type: "bold", text: bold },
      { type: "plain", text: tail },
    ],
  };
}

function reactions(random: () => number): object[] {
  return ["👍", "🔥"].map((emoji) => ({
    type: "emoji",
    count: 1 + Math.floor(random() * 90),
    emoji,
  }));
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      messages: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
    },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error("name the file to write");
  await writeSyntheticExport(path, Number(values.messages), Number(values.seed));
}
