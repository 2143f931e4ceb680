import type { BinaryWriter } from "./binary-writer.ts";

/** Types that a column may have, by the name PostgreSQL casts to. */
export type ElementType = "int2" | "int4" | "int8" | "text" | "bytea" | "jsonb" | "timestamptz";

/**
 * Text, JSON text (jsonb also as its UTF-8), bytes (also in hex), a number, 64 bits in decimal, or
 * seconds since 1970 for a timestamptz.
 */
export type Element = string | number | Uint8Array | null;

/**
 * Writes a value with its length before it, -1 for null: as an element of an array (array_recv in
 * arrayfuncs.c) or a field of a row of COPY. Throws RangeError for a number its type cannot hold.
 */
export function writeValue(writer: BinaryWriter, type: ElementType, value: Element): void {
  if (value === null) {
    writer.int32(-1);
    return;
  }
  const start = writer.skip();
  switch (type) {
    case "int2":
      if (!(Math.abs(value as number) <= MAX_INT2)) throw new RangeError("not an int2");
      writer.int16(value as number);
      break;
    case "int4":
      writer.int32(value as number);
      break;
    case "int8":
      writer.int64(value as string | number);
      break;
    case "timestamptz":
      // Microseconds since 2000.
      writer.int64((BigInt(value as number) - SECONDS_1970_TO_2000) * 1_000_000n);
      break;
    case "bytea":
      if (typeof value === "string") writer.hex(value);
      else writer.raw(value as Uint8Array);
      break;
    case "text":
      writer.text(value as string);
      break;
    case "jsonb":
      // The version of jsonb's binary form (jsonb_recv in jsonb.c); the rest is its text.
      writer.raw(JSONB_VERSION);
      if (typeof value === "string") writer.text(value);
      else writer.raw(value as Uint8Array);
      break;
  }
  writer.lengthAt(start);
}

const MAX_INT2 = 2 ** 15 - 1;
const SECONDS_1970_TO_2000 = 946_684_800n;
const JSONB_VERSION = Uint8Array.of(1);
