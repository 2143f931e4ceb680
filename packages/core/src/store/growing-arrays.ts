import type { DocumentTerms } from "../search/document-terms.ts";
import { BinaryWriter } from "./binary-writer.ts";

/*
 * Columns that grow row by row, in PostgreSQL's binary form from the first (array_recv in
 * arrayfuncs.c): what a row was made of is garbage at once. Collected as JavaScript values, a batch
 * would live long enough to be taken for lasting, and the heap would grow to twice its size.
 */

const TEXT_OID = 25;
const TSVECTOR_OID = 3614;
const FIRST_BYTES = 1 << 20;

class GrowingArray {
  protected readonly writer = new BinaryWriter(FIRST_BYTES);
  readonly #oid: number;
  #countPlace = 0;
  #count = 0;

  constructor(oid: number) {
    this.#oid = oid;
    this.clear();
  }

  /** Makes it empty and uses its memory again: what bytes() gave is then overwritten. */
  clear(): void {
    const { writer } = this;
    writer.clear();
    for (const header of [1, 0, this.#oid]) writer.int32(header);
    this.#countPlace = writer.skip();
    writer.int32(1);
    this.#count = 0;
  }

  /** The array as it is now, until the next push or clear. */
  bytes(): Buffer {
    this.writer.int32At(this.#countPlace, this.#count);
    return this.writer.bytes();
  }

  protected element(write: () => void): void {
    const start = this.writer.skip();
    write();
    this.writer.lengthAt(start);
    this.#count++;
  }
}

/** A text[] of texts of any length. */
export class TextArray extends GrowingArray {
  constructor() {
    super(TEXT_OID);
  }

  push(text: string): void {
    this.element(() => this.writer.text(text));
  }
}

/**
 * A tsvector[] (tsvectorrecv in tsvector.c). The text form would have to be quoted here and parsed
 * there, which costs more than making the index entries does.
 */
export class TermsArray extends GrowingArray {
  constructor() {
    super(TSVECTOR_OID);
  }

  push(terms: DocumentTerms): void {
    const { writer } = this;
    this.element(() => {
      writer.int32(terms.size);
      for (const [term, positions] of terms) {
        writer.cString(term);
        writer.int16(positions.length);
        for (const position of positions) writer.int16(position);
      }
    });
  }
}
