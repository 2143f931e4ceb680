import type { ChatField, CutReason, ScanEvent } from "./scan-event.ts";
import { HEAD_BYTES, MAX_DEPTH, MAX_ELEMENT_BYTES, MAX_PARTS } from "./scan-event.ts";

const MAX_SCALAR_BYTES = 64 * 1024;
const MAX_KEY_BYTES = 256;
/** Bytes of a string beyond which looking for its end by Buffer.indexOf costs less than by a loop. */
const SHORT_STRING = 32;

/** Containers of an export that are walked; all others are stepped over. */
type Frame = "root" | "list" | "chats" | "chat" | "messages";

/** What the scanner is in the middle of. */
type Mode = "start" | "between" | "key" | "colon" | "skip" | "field" | "element" | "end";

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Walks the envelope of a result.json byte by byte and cuts its messages out, without building any
 * value: memory stays flat whatever the size, the nesting or the length of one string. Push chunks
 * of any length; how the bytes are split changes nothing.
 *
 * It is lenient between values (trailing commas, text after the end), because hand-edited and
 * broken files occur; whether an element is valid JSON is for its parser to find.
 */
export class ExportScanner {
  /** True once a `messages` array or a list of chats was met: the mark of an export. */
  hasChats = false;
  /** Names met at the top level of the file, for telling what else it may be. */
  readonly rootKeys = new Set<string>();

  #mode: Mode = "start";
  readonly #frames: Frame[] = [];
  #offset = 0;
  #key = "";
  #afterComma = false;
  readonly #oddities = new Set<string>();

  // The value or key that is being read.
  #inString = false;
  #isEscaped = false;
  #isScalar = false;
  #depth = 0;
  #partCount = 0;
  /** Set as soon as it is known that an element will not be parsed. */
  #refusal: CutReason | null = null;
  #start = 0;
  #parts: Buffer[] = [];
  #kept = 0;
  #isDropped = false;

  /** Bytes pushed so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether the outermost object has been closed. */
  get isComplete(): boolean {
    return this.#mode === "end";
  }

  /** Whether the file does not even begin like a JSON object. */
  get isForeign(): boolean {
    return this.#oddities.has(NOT_AN_OBJECT);
  }

  /** To be iterated to its end before the next push. Yields one by one, to leave no long lists. */
  *push(chunk: Buffer): Generator<ScanEvent, void> {
    const events: ScanEvent[] = [];
    const end = chunk.length;
    let at = 0;
    while (at < end) {
      switch (this.#mode) {
        case "between":
        case "start":
        case "colon":
          at = this.#step(chunk, at, events);
          break;
        case "key":
        case "skip":
        case "field":
        case "element":
          at = this.#value(chunk, at, events);
          break;
        case "end":
          at = this.#afterEnd(chunk, at, events);
          break;
      }
      if (events.length > 0) {
        yield* events;
        events.length = 0;
      }
    }
    this.#offset += end;
  }

  /** To be called after the last chunk: hands out an element that the file breaks off in. */
  finish(): ScanEvent[] {
    const events: ScanEvent[] = [];
    if (this.#mode === "element") this.#emitElement(Buffer.alloc(0), this.#offset, events, true);
    return events;
  }

  /** One byte of the envelope. */
  #step(chunk: Buffer, at: number, events: ScanEvent[]): number {
    const byte = chunk[at]!;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1;
    const offset = this.#offset + at;
    if (this.#mode === "start") {
      if (offset < 3 && (byte === 0xef || byte === 0xbb || byte === 0xbf)) return at + 1;
      if (byte !== OPEN_BRACE) {
        this.#odd(NOT_AN_OBJECT, offset, events);
        this.#mode = "end";
        return at;
      }
      this.#enter("root", events);
      return at + 1;
    }
    if (this.#mode === "colon") {
      if (byte === COLON) return at + 1;
      if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#odd("a name has no value", offset, events);
        this.#mode = "between";
        return at;
      }
      return this.#beginValue(byte, at, offset, events);
    }
    if (byte === COMMA) {
      this.#afterComma = true;
      return at + 1;
    }
    const frame = this.#frames.at(-1)!;
    const isArray = frame === "chats" || frame === "messages";
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (this.#afterComma) this.#odd("a comma precedes a closing bracket", offset, events);
      this.#afterComma = false;
      if (isArray !== (byte === CLOSE_BRACKET)) {
        this.#odd("a closing bracket does not match its opening one", offset, events);
        // A brace closes the array it stands in as well as the object around it.
        this.#leave(events);
        return isArray ? at : at + 1;
      }
      this.#leave(events);
      return at + 1;
    }
    this.#afterComma = false;
    if (isArray) return this.#beginValue(byte, at, offset, events);
    if (byte === QUOTE) {
      this.#begin("key", offset);
      this.#inString = true;
      return at + 1;
    }
    this.#odd("something other than a name stands in an object", offset, events);
    return at + 1;
  }

  #beginValue(byte: number, at: number, offset: number, events: ScanEvent[]): number {
    const frame = this.#frames.at(-1)!;
    const next = byte === OPEN_BRACE || byte === OPEN_BRACKET ? this.#frameFor(frame, byte) : null;
    if (next !== null) {
      this.#enter(next, events);
      return at + 1;
    }
    const isScalar = byte !== OPEN_BRACE && byte !== OPEN_BRACKET;
    const isField = (frame === "root" || frame === "chat") && isScalar && isChatField(this.#key);
    this.#begin(frame === "messages" ? "element" : isField ? "field" : "skip", offset);
    this.#isScalar = isScalar && byte !== QUOTE;
    return at;
  }

  #frameFor(frame: Frame, byte: number): Frame | null {
    const isArray = byte === OPEN_BRACKET;
    if (frame === "chats") return isArray ? null : "chat";
    if (frame === "list") return isArray && this.#key === "list" ? "chats" : null;
    if (frame === "messages") return null;
    if (this.#key === "messages") return isArray ? "messages" : null;
    const isList = this.#key === "chats" || this.#key === "left_chats";
    return frame === "root" && isList ? (isArray ? "chats" : "list") : null;
  }

  #enter(frame: Frame, events: ScanEvent[]): void {
    this.#frames.push(frame);
    this.#mode = "between";
    this.#afterComma = false;
    if (frame === "root" || frame === "chat") events.push({ type: "chat" });
    if (frame === "messages") events.push({ type: "messages" });
    if (frame === "messages" || frame === "chats") this.hasChats = true;
  }

  #leave(events: ScanEvent[]): void {
    const frame = this.#frames.pop();
    if (frame === "messages") events.push({ type: "messagesEnd" });
    if (frame === "chat" || frame === "root") events.push({ type: "chatEnd" });
    this.#mode = this.#frames.length === 0 ? "end" : "between";
  }

  #begin(mode: Mode, offset: number): void {
    this.#mode = mode;
    this.#start = offset;
    this.#depth = 0;
    this.#inString = false;
    this.#isEscaped = false;
    this.#isScalar = false;
    this.#partCount = 0;
    this.#refusal = null;
    this.#isDropped = false;
    this.#parts = [];
    this.#kept = 0;
  }

  /** Goes on through the value or key being read, to its end or the chunk's. */
  #value(chunk: Buffer, from: number, events: ScanEvent[]): number {
    const end = chunk.length;
    let at = from;
    if (this.#isScalar) {
      while (at < end && !endsScalar(chunk[at]!)) at++;
      if (at === end) this.#keep(chunk, from, end);
      else this.#finishValue(chunk, from, at, events);
      return at;
    }
    let inString = this.#inString;
    let depth = this.#depth;
    let partCount = this.#partCount;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at++;
    }
    while (at < end) {
      if (inString) {
        const near = Math.min(at + SHORT_STRING, end);
        let byte = chunk[at]!;
        while (byte !== QUOTE && byte !== BACKSLASH) {
          if (++at === near) break;
          byte = chunk[at]!;
        }
        if (at === near) {
          at = skipLongString(chunk, at);
          if (at >= end) break;
          byte = QUOTE;
        }
        if (byte === BACKSLASH) {
          at += 2;
          continue;
        }
        at++;
        partCount++;
        inString = false;
        if (depth === 0) {
          this.#finishValue(chunk, from, at, events);
          return at;
        }
      } else {
        const byte = chunk[at++]!;
        if (byte === QUOTE) {
          inString = true;
        } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
          if (++depth > MAX_DEPTH) this.#refusal = "nested too deeply";
          partCount++;
        } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
          if (--depth === 0) {
            if (partCount > MAX_PARTS) this.#refusal ??= "made of too many parts";
            this.#finishValue(chunk, from, at, events);
            return at;
          }
        }
      }
    }
    // Only an escape at the very end can have stepped past it.
    this.#isEscaped = at > end;
    this.#inString = inString;
    this.#depth = depth;
    this.#partCount = partCount;
    if (partCount > MAX_PARTS) this.#refusal ??= "made of too many parts";
    this.#keep(chunk, from, end);
    return end;
  }

  #limit(): number {
    if (this.#mode === "element") return MAX_ELEMENT_BYTES;
    return this.#mode === "field" ? MAX_SCALAR_BYTES : this.#mode === "key" ? MAX_KEY_BYTES : 0;
  }

  /** Copies what an unfinished value has in this chunk, unless it is too much of it already. */
  #keep(chunk: Buffer, from: number, to: number): void {
    const limit = this.#limit();
    if (limit === 0 || this.#isDropped) return;
    const part = Buffer.from(chunk.subarray(from, to));
    this.#parts.push(part);
    this.#kept += part.length;
    if (this.#kept <= limit && this.#refusal === null) return;
    this.#isDropped = true;
    this.#parts = [Buffer.from(Buffer.concat(this.#parts).subarray(0, HEAD_BYTES))];
  }

  #finishValue(chunk: Buffer, from: number, to: number, events: ScanEvent[]): void {
    const last = chunk.subarray(from, to);
    const mode = this.#mode;
    if (mode === "element") {
      this.#emitElement(last, this.#offset + to, events, false);
    } else if (mode === "key") {
      // The opening quote went before.
      const bytes = this.#whole(last, MAX_KEY_BYTES);
      this.#key = bytes === null ? "" : readKey(bytes.toString("utf8", 0, bytes.length - 1));
      if (this.#frames.length === 1 && this.rootKeys.size < 100) this.rootKeys.add(this.#key);
      this.#mode = "colon";
      return;
    } else if (mode === "field") {
      const bytes = this.#whole(last, MAX_SCALAR_BYTES);
      if (bytes === null) this.#odd(`the chat's ${this.#key} is too long`, this.#start, events);
      else {
        events.push({ type: "field", key: this.#key as ChatField, json: bytes.toString("utf8") });
      }
    }
    this.#parts = [];
    this.#mode = "between";
  }

  #whole(last: Buffer, limit: number): Buffer | null {
    if (this.#isDropped || this.#kept + last.length > limit) return null;
    return this.#parts.length === 0 ? last : Buffer.concat([...this.#parts, last]);
  }

  #emitElement(last: Buffer, end: number, events: ScanEvent[], isBrokenOff: boolean): void {
    const offset = this.#start;
    const bytes =
      this.#refusal !== null || isBrokenOff ? null : this.#whole(last, MAX_ELEMENT_BYTES);
    if (bytes !== null) {
      events.push({ type: "element", bytes, offset });
      return;
    }
    const size = end - offset;
    const head = Buffer.from(Buffer.concat([...this.#parts, last]).subarray(0, HEAD_BYTES));
    const reason = isBrokenOff ? "broken off" : (this.#refusal ?? "too large");
    events.push({ type: "cut", reason, head, size, offset });
  }

  #afterEnd(chunk: Buffer, from: number, events: ScanEvent[]): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
      if (!this.isForeign) {
        this.#odd("something follows the end of the export", this.#offset + at, events);
      }
      return chunk.length;
    }
    return chunk.length;
  }

  #odd(sentence: string, offset: number, events: ScanEvent[]): void {
    if (this.#oddities.has(sentence)) return;
    this.#oddities.add(sentence);
    events.push({ type: "oddity", sentence, offset });
  }
}

const NOT_AN_OBJECT = "the file does not begin with an object";

/**
 * Index of the quote that ends a string, from a place in it behind an ordinary byte. Where the
 * string goes on in the next chunk, the chunk's length, or one more if the last byte is an escape.
 */
function skipLongString(chunk: Buffer, from: number): number {
  let quote = chunk.indexOf(QUOTE, from);
  while (quote >= 0 && isEscaped(chunk, quote)) quote = chunk.indexOf(QUOTE, quote + 1);
  if (quote >= 0) return quote;
  return chunk.length + (isEscaped(chunk, chunk.length) ? 1 : 0);
}

/** Whether an odd number of backslashes stands right before a place; something else precedes them. */
function isEscaped(chunk: Buffer, at: number): boolean {
  let first = at;
  while (chunk[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

function isChatField(key: string): key is ChatField {
  return key === "name" || key === "type" || key === "id";
}

function readKey(inner: string): string {
  if (!inner.includes("\\")) return inner;
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return inner;
  }
}

function endsScalar(byte: number): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE_BRACE ||
    byte === CLOSE_BRACKET ||
    byte === 0x20 ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x09
  );
}
