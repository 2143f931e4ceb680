import type { Media, MediaKind, MediaState } from "../domain/media.ts";
import { readHtmlText } from "./html-text.ts";
import type { HtmlElement } from "./html-tree.ts";
import { childrenOf, childWith, descendantWith, hasClass, textOf } from "./html-tree.ts";
import type { MediaAndFiles } from "./normalise-media.ts";

/** Media that are shown as themselves; the link leads to the file. */
const WRAPS: Readonly<Record<string, MediaKind>> = {
  photo_wrap: "photo",
  sticker_wrap: "sticker",
  animated_wrap: "animation",
  video_file_wrap: "video",
};

/** Boxes of one class that hold several kinds are told apart by their title. */
const TITLED: ReadonlyMap<string, MediaKind> = new Map([
  ["Sticker", "sticker"],
  ["Animation", "animation"],
  ["Video message", "video_message"],
]);

const BOXES: Readonly<Record<string, MediaKind>> = {
  media_photo: "photo",
  media_video: "video",
  media_voice_message: "voice",
  media_audio_file: "audio",
  media_file: "document",
  media_contact: "contact",
  media_location: "location",
  media_live_location: "location",
  media_venue: "location",
  media_game: "game",
  media_invoice: "invoice",
};

/** Boxes whose link leads to a page on the web, not to a file. */
const WITHOUT_FILE: ReadonlySet<MediaKind> = new Set(["location", "game", "invoice"]);

/** What a `.media_wrap` block shows; null for a phone call, which is no media. */
export function readHtmlMedia(wrap: HtmlElement): MediaAndFiles | null {
  const box = childrenOf(wrap)[0];
  if (box === undefined) return null;
  if (hasClass(box, "media_call")) return null;
  if (hasClass(box, "media_poll")) return withoutFile(readPoll(box));
  if (hasClass(box, "media_giveaway")) {
    return withoutFile({ kind: "giveaway", data: { text: collapse(textOf(box)) } });
  }
  for (const [name, kind] of Object.entries(WRAPS)) {
    if (hasClass(box, name)) {
      return withFile({ kind, ...duration(textOf(childWith(box, "video_duration"))) }, box);
    }
  }
  const named = Object.keys(BOXES).find((name) => hasClass(box, name));
  return readBox(box, named === undefined ? "other" : BOXES[named]!);
}

function readBox(box: HtmlElement, boxKind: MediaKind): MediaAndFiles {
  const title = textOf(descendantWith(box, "title", "bold"));
  const description = textOf(descendantWith(box, "description"));
  const status = textOf(descendantWith(box, "status", "details"));
  const kind = (isShown(boxKind) ? TITLED.get(title) : undefined) ?? boxKind;
  const size = /(\d+)\s*×\s*(\d+)/.exec(status);
  const media: Omit<Media, "state"> = {
    kind,
    ...(kind === "document" && title !== "" && title !== "File" ? { fileName: title } : {}),
    ...(kind === "audio" && title !== "" && title !== "Audio file" ? { title } : {}),
    ...(kind === "sticker" ? emojiOf(status) : duration(status)),
    ...(kind === "photo" && size ? { width: Number(size[1]), height: Number(size[2]) } : {}),
    ...dataOf(kind, title, description, status),
  };
  if (WITHOUT_FILE.has(kind) || kind === "other") return withoutFile(media);
  const href = box.name === "a" ? (box.attributes.href ?? "") : "";
  if (href !== "") return withFile(media, box);
  const state = kind === "contact" ? "stored" : stateOf(description, title);
  return { media: [{ ...media, state }], files: [] };
}

/** A document may bear any name, also one of those titles. */
function isShown(kind: MediaKind): boolean {
  return kind === "photo" || kind === "video";
}

/** The exporter's words for a file that it left out. */
function stateOf(description: string, title: string): MediaState {
  if (title.startsWith("Self-destructing")) return "unavailable";
  if (description.startsWith("Not included")) return "not_requested";
  return description.startsWith("Exceeds") ? "skipped" : "unavailable";
}

function dataOf(
  kind: MediaKind,
  title: string,
  description: string,
  status: string,
): { data?: Record<string, unknown> } {
  if (kind === "contact") return { data: { name: title, phone_number: status } };
  if (kind !== "location" && kind !== "game" && kind !== "invoice" && kind !== "other") return {};
  const place = /^(-?\d+(?:\.\d+)?), (-?\d+(?:\.\d+)?)$/.exec(status);
  if (place) return { data: { latitude: Number(place[1]), longitude: Number(place[2]) } };
  const words = { title, description, status };
  return { data: Object.fromEntries(Object.entries(words).filter(([, value]) => value !== "")) };
}

/** Polls, and to-do lists, which are written alike. */
function readPoll(box: HtmlElement): Omit<Media, "state"> {
  const question = blockText(childWith(box, "question"));
  const label = textOf(childWith(box, "details"));
  const answers = childrenOf(box)
    .filter((child) => hasClass(child, "answer"))
    .map((answer) => {
      const votes = childWith(answer, "details");
      const words = answer.children.filter((child) => child !== votes);
      const text = blockText({ ...answer, children: words })
        .replace(/^- /, "")
        .trimEnd();
      const note = textOf(votes);
      return { text, voters: countOf(note), chosen: note.endsWith(", chosen vote") };
    });
  if (label === "To-do List") {
    const items = answers.map(({ text }) => ({ text }));
    return { kind: "other", data: { todo_list: { title: question, answers: items } } };
  }
  const totalVoters = countOf(textOf(childWith(box, "total")));
  const closed = label === "Final results";
  return { kind: "poll", data: { question, closed, total_voters: totalVoters, answers } };
}

function blockText(block: HtmlElement | null): string {
  return block === null ? "" : readHtmlText(block).text;
}

function countOf(votes: string): number {
  return Number(/^(\d+) votes?/.exec(votes)?.[1] ?? 0);
}

/** `01:02` or `1:02:03` at the beginning of a status. */
function duration(status: string): { durationSeconds?: number } {
  const match = /^(?:(\d+):)?(\d{1,2}):(\d{2})\b/.exec(status);
  if (match === null) return {};
  const [hours, minutes, seconds] = [match[1] ?? "0", match[2], match[3]].map(Number);
  return { durationSeconds: hours! * 3600 + minutes! * 60 + seconds! };
}

/** A sticker's status is its emoji and, for one left out, its size. */
function emojiOf(status: string): { emoji?: string } {
  const emoji = status.split(",")[0]!.trim();
  return emoji === "" || /\d/.test(emoji) ? {} : { emoji };
}

function withoutFile(media: Omit<Media, "state">): MediaAndFiles {
  return { media: [{ ...media, state: "stored" }], files: [] };
}

function withFile(media: Omit<Media, "state">, link: HtmlElement): MediaAndFiles {
  const path = link.attributes.href ?? "";
  if (path === "") return { media: [{ ...media, state: "unavailable" }], files: [] };
  return { media: [{ ...media, state: "stored" }], files: [{ position: 0, path }] };
}

function collapse(text: string): string {
  return text.replace(/\s+/g, " ");
}
