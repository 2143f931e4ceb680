import { isUtf8 } from "node:buffer";
import { TlDecodeError, type TlFault } from "./errors.ts";
import { type Combinator, describe } from "./schema.ts";

/** No request of a real client nests deeper; without a limit a hostile one could fill the stack. */
const MAX_DEPTH = 100;

/** Reads TL's primitive values strictly, and knows what to name when they are wrong. */
export class ByteReader {
  readonly #bytes: Buffer;
  #position = 0;
  #combinator: Combinator | null = null;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** From here on errors name this combinator; returns what `leave` wants back. */
  enter(combinator: Combinator): Combinator | null {
    const outer = this.#combinator;
    this.#combinator = combinator;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.fail("tooDeep", this.#position, "Too much in one another");
    return outer;
  }

  leave(outer: Combinator | null): void {
    this.#combinator = outer;
    this.#depth -= 1;
  }

  fail(fault: TlFault, offset: number, detail: string, foundId: number | null = null): never {
    const combinator = this.#combinator && describe(this.#combinator);
    throw new TlDecodeError(fault, offset, combinator, detail, foundId);
  }

  int(): number {
    return this.#bytes.readInt32LE(this.#advance(4));
  }

  /** A constructor's id, unsigned. */
  id(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  long(): bigint {
    return this.#bytes.readBigInt64LE(this.#advance(8));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  /** A copy, so that a kept value does not keep the whole packet. */
  raw(size: number): Buffer {
    return Buffer.from(this.#view(size));
  }

  bytes(): Buffer {
    return Buffer.from(this.#sized());
  }

  string(): string {
    const start = this.#position;
    const view = this.#sized();
    if (!isUtf8(view)) this.fail("invalidUtf8", start, "The string is not UTF-8");
    return view.toString("utf8");
  }

  #sized(): Buffer {
    const start = this.#position;
    let size = this.#bytes[this.#advance(1)]!;
    let prefix = 1;
    if (size === 255) this.fail("notCanonical", start, "A length cannot begin with 255");
    if (size === 254) {
      size = this.#bytes.readUIntLE(this.#advance(3), 3);
      prefix = 4;
      if (size < 254) this.fail("notCanonical", start, `The length ${size} is written too long`);
    }
    const view = this.#view(size);
    for (let rest = (prefix + size) & 3; rest !== 0 && rest < 4; rest += 1) {
      const at = this.#advance(1);
      if (this.#bytes[at] !== 0) this.fail("notCanonical", at, "The padding is not zero");
    }
    return view;
  }

  #view(size: number): Buffer {
    const start = this.#advance(size);
    return this.#bytes.subarray(start, start + size);
  }

  #advance(size: number): number {
    const start = this.#position;
    if (size > this.remaining) {
      this.fail("truncated", start, `${size} bytes are needed, ${this.remaining} are left`);
    }
    this.#position = start + size;
    return start;
  }
}
