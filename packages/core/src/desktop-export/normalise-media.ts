import type { Media, MediaKind, MediaState } from "../domain/media.ts";
import { readPlainText } from "./normalise-text.ts";
import { decodeTwice, isRecord } from "./parse-element.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A file that a message names, at a place among its media. The path is not to be trusted. */
export interface NamedFile {
  readonly position: number;
  readonly path: string;
}

/** What a message carries, and which files of it should be beside the export. */
export interface MediaAndFiles {
  readonly media: readonly Media[];
  readonly files: readonly NamedFile[];
}

export const NO_MEDIA: MediaAndFiles = { media: [], files: [] };

const KINDS: ReadonlyMap<unknown, MediaKind> = new Map([
  ["sticker", "sticker"],
  ["video_message", "video_message"],
  ["voice_message", "voice"],
  ["animation", "animation"],
  ["video_file", "video"],
  ["audio_file", "audio"],
]);

/**
 * The media of a message's object. Media that are no file at all, such as a poll, are `stored`:
 * nothing of them is missing. A file that is named is `stored` until it is found to be absent.
 */
export function readMedia(fields: Fields, isUnsupported: boolean): MediaAndFiles {
  if (isUnsupported) return withoutFile("other", { unsupported: true }, "unavailable");
  if (fields.photo !== undefined) return readPhoto(fields);
  if (fields.file !== undefined) return readFile(fields);
  if (fields.poll !== undefined) return withoutFile("poll", readPoll(fields.poll));
  if (isPlace(fields)) return withoutFile("location", readPlace(fields));
  if (fields.contact_information !== undefined) return readContact(fields);
  if (fields.game_title !== undefined || fields.game_link !== undefined) {
    return withoutFile("game", pick(fields, ["game_title", "game_description", "game_link"]));
  }
  if (fields.invoice_information !== undefined) {
    return withoutFile("invoice", asRecord(decodeTwice(fields.invoice_information)));
  }
  if (fields.giveaway_information !== undefined) {
    return withoutFile("giveaway", { giveaway: decodeTwice(fields.giveaway_information) });
  }
  if (isRecord(fields.giveaway_results)) {
    return withoutFile("giveaway", { giveaway_results: fields.giveaway_results });
  }
  if (fields.todo_list !== undefined) {
    return withoutFile("other", { todo_list: decodeTwice(fields.todo_list) });
  }
  if (fields.paid_stars_amount !== undefined) {
    return withoutFile("other", pick(fields, ["paid_stars_amount"]));
  }
  return NO_MEDIA;
}

function readPhoto(fields: Fields): MediaAndFiles {
  return withFile(fields.photo, {
    kind: "photo",
    ...sizes(fields),
    ...number("sizeBytes", fields.photo_file_size),
    ...data(selfDestruct(fields)),
  });
}

function readFile(fields: Fields): MediaAndFiles {
  return withFile(fields.file, {
    kind: KINDS.get(fields.media_type) ?? "document",
    ...text("fileName", fields.file_name),
    ...text("mimeType", fields.mime_type),
    ...number("sizeBytes", fields.file_size),
    ...sizes(fields),
    ...number("durationSeconds", fields.duration_seconds),
    ...text("title", fields.title),
    ...text("performer", fields.performer),
    ...text("emoji", fields.sticker_emoji),
    ...data(selfDestruct(fields)),
  });
}

function readContact(fields: Fields): MediaAndFiles {
  const contact = { kind: "contact", data: asRecord(fields.contact_information) } as const;
  if (fields.contact_vcard === undefined) return plain({ ...contact, state: "stored" });
  return withFile(fields.contact_vcard, {
    ...contact,
    ...number("sizeBytes", fields.contact_vcard_file_size),
  });
}

/** Since 2024 the question and the answers may be runs of marked text. */
function readPoll(value: unknown): Fields {
  const poll = asRecord(value);
  const answers = Array.isArray(poll.answers) ? (poll.answers as readonly unknown[]) : [];
  return {
    ...poll,
    question: readPlainText(poll.question) ?? "",
    answers: answers
      .filter(isRecord)
      .map((answer) => ({ ...answer, text: readPlainText(answer.text) ?? "" })),
  };
}

function isPlace(fields: Fields): boolean {
  return fields.location_information !== undefined || fields.place_name !== undefined;
}

function readPlace(fields: Fields): Fields {
  return {
    ...asRecord(fields.location_information),
    ...pick(fields, ["place_name", "address", "live_location_period_seconds"]),
  };
}

function withoutFile(kind: MediaKind, found: Fields, state: MediaState = "stored"): MediaAndFiles {
  return plain({ kind, state, ...data(found) });
}

function plain(media: Media): MediaAndFiles {
  return { media: [media], files: [] };
}

/** The value is a path, or one of the exporter's three notes on why there is no file. */
function withFile(path: unknown, media: Omit<Media, "state">): MediaAndFiles {
  if (typeof path !== "string" || path === "") return plain({ ...media, state: "unavailable" });
  const state = stateOfNote(path);
  if (state !== null) return plain({ ...media, state });
  return { media: [{ ...media, state: "stored" }], files: [{ position: 0, path }] };
}

/** What a note in a path's place says; null for a path. */
function stateOfNote(path: string): MediaState | null {
  if (!path.startsWith("(")) return null;
  if (/not included/i.test(path)) return "not_requested";
  return /exceeds maximum size/i.test(path) ? "skipped" : "unavailable";
}

function sizes(fields: Fields): Partial<Media> {
  return {
    ...number("width", fields.width),
    ...number("height", fields.height),
    ...(fields.media_spoiler === true ? { isSpoiler: true } : {}),
  };
}

function selfDestruct(fields: Fields): Fields {
  return pick(fields, ["self_destruct_period_seconds"]);
}

function data(found: Fields): { data?: Fields } {
  return Object.keys(found).length === 0 ? {} : { data: found };
}

function asRecord(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function pick(fields: Fields, keys: readonly string[]): Fields {
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (fields[key] !== undefined) picked[key] = fields[key];
  return picked;
}

function text<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === "string" && value !== "" ? ({ [key]: value } as Record<K, string>) : {};
}

function number<K extends string>(key: K, value: unknown): Partial<Record<K, number>> {
  const isFit = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  return isFit ? ({ [key]: value } as Record<K, number>) : {};
}
