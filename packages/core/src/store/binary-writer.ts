/** Bytes in PostgreSQL's binary form (big-endian), in a buffer that grows as they come. */
export class BinaryWriter {
  readonly #capacity: number;
  #buffer: Buffer;
  #at = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  /** Forgets what was written and keeps the room for more, unless it is beyond what is usual. */
  clear(): void {
    if (this.#buffer.length > MAX_KEPT_BYTES) this.#buffer = Buffer.allocUnsafe(this.#capacity);
    this.#at = 0;
  }

  /** What was written; not to be used after writing more. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  /** Signed or unsigned: of a greater number, its lowest bits. */
  int16(value: number): void {
    this.#reserve(2);
    this.#buffer[this.#at++] = value >> 8;
    this.#buffer[this.#at++] = value & 0xff;
  }

  /** 64 bits, from a whole number or its decimal digits. */
  int64(value: number | string | bigint): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeBigInt64BE(BigInt(value), this.#at);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** The bytes that hexadecimal digits stand for. */
  hex(digits: string): void {
    this.#reserve(digits.length / 2);
    this.#at += this.#buffer.write(digits, this.#at, "hex");
  }

  /** UTF-8, of any length. */
  text(text: string): void {
    this.#reserve(text.length * MOST_BYTES);
    this.#at += this.#buffer.write(text, this.#at);
  }

  /** UTF-8 and a NUL; terms are short, so writing them here is quicker than a native call each. */
  cString(text: string): void {
    this.#reserve(text.length * MOST_BYTES + 1);
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

  /** Leaves room for an int32 that is not known yet; gives its place. */
  skip(): number {
    this.#reserve(4);
    this.#at += 4;
    return this.#at - 4;
  }

  int32At(place: number, value: number): void {
    this.#buffer.writeInt32BE(value, place);
  }

  /** Writes at `place` how much was written since. */
  lengthAt(place: number): void {
    this.int32At(place, this.#at - place - 4);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + length));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** A UTF-16 unit is at most three bytes of UTF-8. */
const MOST_BYTES = 3;
const MAX_KEPT_BYTES = 16 * 1024 * 1024;
