import type { DocumentTerms } from "../search/document-terms.ts";

/**
 * Terms of several messages as one binary tsvector[] (array_recv in arrayfuncs.c, tsvectorrecv in
 * tsvector.c; fixed oid from pg_type.dat). The text form would have to be quoted here and parsed
 * there, which costs more than making the index entries does.
 */
export function encodeTerms(documents: readonly DocumentTerms[]): Buffer {
  const writer = new Writer();
  for (const header of [1, 0, TSVECTOR_OID, documents.length, 1]) writer.int32(header);
  for (const terms of documents) {
    const start = writer.skip(4);
    writer.int32(terms.size);
    for (const [term, positions] of terms) {
      writer.cString(term);
      writer.int16(positions.length);
      for (const position of positions) writer.int16(position);
    }
    writer.lengthAt(start);
  }
  return writer.bytes();
}

const TSVECTOR_OID = 3614;

class Writer {
  #buffer = Buffer.allocUnsafe(1 << 20);
  #at = 0;

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#buffer[this.#at++] = value >> 8;
    this.#buffer[this.#at++] = value & 0xff;
  }

  /** UTF-8 and a NUL; terms are short, so writing them here is quicker than a native call each. */
  cString(text: string): void {
    this.#reserve(text.length * 3 + 1);
    const buffer = this.#buffer;
    let at = this.#at;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) {
        buffer[at++] = unit;
      } else if (unit < 0x800) {
        buffer[at++] = 0xc0 | (unit >> 6);
        buffer[at++] = 0x80 | (unit & 0x3f);
      } else if (unit < 0xd800 || unit > 0xdfff) {
        buffer[at++] = 0xe0 | (unit >> 12);
        buffer[at++] = 0x80 | ((unit >> 6) & 0x3f);
        buffer[at++] = 0x80 | (unit & 0x3f);
      } else {
        const codePoint = text.codePointAt(i++)!;
        buffer[at++] = 0xf0 | (codePoint >> 18);
        buffer[at++] = 0x80 | ((codePoint >> 12) & 0x3f);
        buffer[at++] = 0x80 | ((codePoint >> 6) & 0x3f);
        buffer[at++] = 0x80 | (codePoint & 0x3f);
      }
    }
    buffer[at++] = 0;
    this.#at = at;
  }

  /** Leaves room to be filled in later; gives its place. */
  skip(length: number): number {
    this.#reserve(length);
    this.#at += length;
    return this.#at - length;
  }

  /** Writes at `place` how much was written since. */
  lengthAt(place: number): void {
    this.#buffer.writeInt32BE(this.#at - place - 4, place);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + length));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
