import { HEAD_BYTES } from "./scan-event.ts";

/** Messages with more markup than this are not parsed; real ones have some kilobytes. */
export const MAX_HTML_BYTES = 1024 * 1024;

const MAX_TAG_BYTES = 1024;
/** Messages have attributes, so that a blank follows. */
const DIV = Buffer.from("<div ");
const CLOSE = 0x3e;

/** A stretch of a page: what precedes its first message, or one message and what follows it. */
export interface HtmlSegment {
  readonly type: "top" | "message";
  /** Valid until the next push. Only its beginning when `isCut`. */
  readonly bytes: Buffer;
  readonly offset: number;
  readonly size: number;
  readonly isCut: boolean;
}

/**
 * Cuts a page of an HTML export before every message's opening tag. Texts are escaped by the
 * exporter, so such a tag stands nowhere else. Memory stays bounded whatever the page holds; how
 * the bytes are split into chunks changes nothing.
 */
export class HtmlScanner {
  #type: HtmlSegment["type"] = "top";
  #carry = Buffer.alloc(0);
  /** File offset of the carry's first byte, and of the segment's. */
  #carryOffset = 0;
  #segmentOffset = 0;
  /** Where in the carry to go on looking for a tag. */
  #searchFrom = 0;
  /** The beginning of a segment that is too large to keep. */
  #head: Buffer | null = null;

  push(chunk: Buffer): HtmlSegment[] {
    const segments: HtmlSegment[] = [];
    const bytes = this.#carry.length === 0 ? chunk : Buffer.concat([this.#carry, chunk]);
    let start = 0;
    let at = this.#searchFrom;
    while (true) {
      const found = bytes.indexOf(DIV, at);
      if (found === -1) {
        at = Math.max(at, bytes.length - (DIV.length - 1));
        break;
      }
      const length = bytes.subarray(found, found + MAX_TAG_BYTES).indexOf(CLOSE);
      if (length === -1 && bytes.length - found < MAX_TAG_BYTES) {
        at = found;
        break;
      }
      at = found + DIV.length;
      if (length === -1 || !isMessageTag(bytes.toString("latin1", found, found + length))) continue;
      segments.push(this.#segment(bytes.subarray(start, found), this.#carryOffset + found));
      this.#type = "message";
      this.#head = null;
      this.#segmentOffset = this.#carryOffset + found;
      start = found;
    }
    // A segment that has become too large is kept by its beginning; the search goes on behind it.
    if (this.#head === null && bytes.length - start > MAX_HTML_BYTES) {
      this.#head = Buffer.from(bytes.subarray(start, start + HEAD_BYTES));
    }
    if (this.#head !== null) start = at;
    this.#carry = Buffer.from(bytes.subarray(start));
    this.#carryOffset += start;
    this.#searchFrom = at - start;
    return segments;
  }

  /** To be called after the last chunk: the stretch that reaches to the end of the page. */
  finish(): HtmlSegment {
    return this.#segment(this.#carry, this.#carryOffset + this.#carry.length);
  }

  #segment(bytes: Buffer, end: number): HtmlSegment {
    const size = end - this.#segmentOffset;
    const isCut = this.#head !== null || bytes.length > MAX_HTML_BYTES;
    const kept = this.#head ?? (isCut ? bytes.subarray(0, HEAD_BYTES) : bytes);
    return { type: this.#type, bytes: kept, offset: this.#segmentOffset, size, isCut };
  }
}

function isMessageTag(tag: string): boolean {
  // The exporter escapes the sign in values: a second one begins another tag.
  if (tag.lastIndexOf("<") !== 0) return false;
  return /\sclass\s*=\s*["']message[\s"']/.test(tag) && /\sid\s*=\s*["']message-?\d+["']/.test(tag);
}
