import { basename, dirname } from "node:path";
import { ImportRejected } from "../domain/errors.ts";
import type { ExportItem, ExportOptions } from "../ports/export-source.ts";
import type { ChatFields } from "./chat-profile.ts";
import { readChatProfile } from "./chat-profile.ts";
import { MediaFinder } from "./media-files.ts";
import { MessageBatch } from "./message-batch.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { ExportClock } from "./normalise-time.ts";
import { parseElement } from "./parse-element.ts";
import { parseZone } from "./parse-time.ts";
import { readChunks } from "./read-chunks.ts";
import { findFirstOffset, hasOldPeerIds, readChatsAhead } from "./read-json-ahead.ts";
import { sentencesOnPaths, sentencesOnTimes } from "./read-warnings.ts";
import type { ScanEvent } from "./scan-event.ts";
import { ExportScanner } from "./scan-json.ts";

/** Later chats without a usable id are only counted. */
const MAX_LEFT_OUT_WARNINGS = 20;

/** Reads a result.json of one chat or of a whole account. See ExportSource.read for its promises. */
export async function* readJson(
  path: string,
  sizeBytes: number,
  options: ExportOptions,
): AsyncGenerator<ExportItem> {
  const reader = new JsonReader(path, sizeBytes, options);
  for await (const chunk of readChunks(path, options.signal)) {
    yield* reader.read(reader.scanner.push(chunk));
  }
  yield* reader.read(reader.scanner.finish());
  yield* reader.end();
}

class JsonReader {
  readonly scanner = new ExportScanner();
  readonly #path: string;
  readonly #name: string;
  readonly #sizeBytes: number;
  readonly #options: ExportOptions;
  readonly #clock: ExportClock;
  readonly #finder: MediaFinder;
  #fields: Record<string, unknown> = {};
  /** Which chat of the file is open, the whole file's object being 0. */
  #ordinal = -1;
  readonly #open: number[] = [];
  #ahead: ReadonlyMap<number, ChatFields> | null = null;
  #hasOldIds: boolean | null = null;
  #batch: MessageBatch | null = null;
  /** End of the last message read. */
  #position = 0;
  #count = 0;
  #leftOut = 0;

  constructor(path: string, sizeBytes: number, options: ExportOptions) {
    this.#path = path;
    this.#name = basename(path);
    this.#sizeBytes = sizeBytes;
    this.#options = options;
    this.#clock = new ExportClock(
      options.timeZone === undefined ? null : parseZone(options.timeZone),
    );
    this.#finder = new MediaFinder(dirname(path));
  }

  async *read(events: Iterable<ScanEvent>): AsyncGenerator<ExportItem> {
    for (const event of events) {
      switch (event.type) {
        case "element":
          if (this.#batch === null) break;
          if (this.#readElement(this.#batch, event.bytes, event.offset) === "unlearnt") {
            this.#clock.learn(await findFirstOffset(this.#path, this.#options.signal));
            this.#readElement(this.#batch, event.bytes, event.offset);
          }
          if (this.#batch.isFull) yield await this.#take(this.#batch);
          break;
        case "cut":
          if (this.#batch === null) break;
          this.#quarantineCut(this.#batch, event);
          if (this.#batch.isFull) yield await this.#take(this.#batch);
          break;
        case "chat":
          this.#open.push(++this.#ordinal);
          this.#fields = {};
          break;
        case "field":
          this.#fields[event.key] = parseScalar(event.json);
          break;
        case "messages":
          yield* await this.#openChannel();
          break;
        case "messagesEnd":
          if (this.#batch !== null && !this.#batch.isEmpty) yield await this.#take(this.#batch);
          this.#batch = null;
          break;
        case "chatEnd":
          this.#open.pop();
          break;
        case "oddity":
          yield this.#warn(`at byte ${event.offset} ${event.sentence}; reading went on.`);
          break;
      }
    }
  }

  async *end(): AsyncGenerator<ExportItem> {
    if (!this.scanner.hasChats) throw rejectForeign(this.#path, this.scanner);
    if (this.#batch !== null && !this.#batch.isEmpty) yield await this.#take(this.#batch);
    if (!this.scanner.isComplete) {
      yield this.#warn(
        `the file breaks off at byte ${this.scanner.offset}; ${this.#count} messages before it ` +
          `were read. Export the chat again for the rest.`,
      );
    }
    if (this.#leftOut > MAX_LEFT_OUT_WARNINGS) {
      yield this.#warn(`${this.#leftOut} chats in all were left out for want of a usable id.`);
    }
    for (const sentence of sentencesOnTimes(this.#clock)) yield this.#warn(sentence);
    for (const sentence of sentencesOnPaths(this.#finder)) yield this.#warn(sentence);
  }

  /** Not a promise: one for each message would cost more than reading some. */
  #readElement(batch: MessageBatch, bytes: Buffer, offset: number): "read" | "unlearnt" {
    this.#position = offset + bytes.length;
    const parsed = parseElement(bytes);
    if (typeof parsed === "string") {
      this.#quarantine(batch, null, parsed, bytes, offset);
      return "read";
    }
    const { record, json } = parsed;
    if (this.#clock.wantsToLearn(record.date, record.date_unixtime)) return "unlearnt";
    const draft = normaliseMessage(record, json, this.#clock);
    if ("reason" in draft) {
      this.#quarantine(batch, draft.messageId, draft.reason, bytes, offset);
    } else {
      batch.add(draft, bytes.length);
      this.#count++;
    }
    return "read";
  }

  #quarantineCut(batch: MessageBatch, cut: ScanEvent & { type: "cut" }): void {
    this.#position = cut.offset + cut.size;
    const reason =
      cut.reason === "broken off"
        ? "The file breaks off inside it."
        : `It is ${cut.reason} (${cut.size} bytes); only its beginning is kept.`;
    const messageId = /^\{\s*"id"\s*:\s*(-?\d{1,20})\b/.exec(
      cut.head.toString("latin1", 0, 200),
    )?.[1];
    this.#quarantine(batch, messageId ?? null, reason, cut.head, cut.offset);
  }

  #quarantine(
    batch: MessageBatch,
    messageId: string | null,
    reason: string,
    bytes: Buffer,
    offset: number,
  ): void {
    // A copy: the scanner uses the memory again. An element is at most MAX_ELEMENT_BYTES long.
    const raw = Uint8Array.from(bytes);
    batch.quarantine({ messageId, reason, location: `${this.#name}:${offset}`, raw });
  }

  async #take(batch: MessageBatch): Promise<ExportItem> {
    const bytesRead = Math.min(this.#position, this.#sizeBytes);
    return await batch.take(bytesRead, this.#options.signal);
  }

  /** Opens the channel that the coming messages belong to; warns and skips it without a usable id. */
  async #openChannel(): Promise<readonly ExportItem[]> {
    let fields: ChatFields = this.#fields;
    if (fields.id === undefined || fields.type === undefined) {
      this.#ahead ??= await readChatsAhead(this.#path, this.#options.signal);
      fields = { ...this.#ahead.get(this.#open.at(-1)!), ...this.#fields };
    }
    const isWholeFile = this.#open.length === 1;
    if (fields.id === undefined && isWholeFile) fields = { ...fields, id: this.#options.channelId };
    this.#hasOldIds ??= await hasOldPeerIds(this.#path);
    const profile = readChatProfile(fields, this.#hasOldIds);
    if (typeof profile === "string") {
      if (isWholeFile) {
        throw new ImportRejected(
          `The chat in ${this.#path} cannot be imported, because ${profile}; name its channel id.`,
          this.#path,
        );
      }
      if (++this.#leftOut > MAX_LEFT_OUT_WARNINGS) return [];
      return [this.#warn(`the messages of a chat were left out, because ${profile}.`)];
    }
    this.#batch = new MessageBatch(profile.id, this.#finder);
    return [{ type: "channel", channel: profile }];
  }

  #warn(sentence: string): ExportItem {
    return { type: "warning", message: `${this.#name}: ${sentence}` };
  }
}

function parseScalar(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Why a file that was read to its end is no export. */
export function rejectForeign(path: string, scanner: ExportScanner): ImportRejected {
  const what = scanner.isForeign ? "It is not a JSON object" : "It holds no messages";
  return new ImportRejected(
    `${path} is not a Telegram Desktop export. ${what}; choose the result.json of an export made ` +
      `with the format "Machine-readable JSON".`,
    path,
  );
}
