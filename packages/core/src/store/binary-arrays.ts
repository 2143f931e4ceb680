/**
 * Columns of a page as PostgreSQL's binary arrays (array_recv in src/backend/utils/adt/arrayfuncs.c,
 * jsonb_recv in jsonb.c). The text form that `pg` would write must be escaped here and unescaped
 * there, which for a kilobyte of JSON a row costs both sides more than everything else.
 */

/** Element types that a column may have, by the name PostgreSQL casts to. */
export type ElementType = "int2" | "int4" | "int8" | "text" | "bytea" | "jsonb" | "timestamptz";

/**
 * Text, JSON text (jsonb also as its UTF-8), bytes, a number, 64 bits in decimal, or seconds since
 * 1970 for a timestamptz.
 */
export type Element = string | number | Uint8Array | null;

/** Fixed oids from src/include/catalog/pg_type.dat. */
const OIDS: Record<ElementType, number> = {
  int2: 21,
  int4: 23,
  int8: 20,
  text: 25,
  bytea: 17,
  jsonb: 3802,
  timestamptz: 1184,
};

const HEADER_BYTES = 20;

/**
 * One column. Null when every element is null: `unnest` then yields nulls for as many rows as the
 * other columns have. Throws RangeError for a number its type cannot hold.
 */
export function binaryArray(type: ElementType, elements: readonly Element[]): Buffer | null {
  if (elements.every((element) => element === null)) return null;
  const most = HEADER_BYTES + mostBytes(type, elements);
  if (scratch.length < most && most <= MAX_SCRATCH) scratch = Buffer.allocUnsafeSlow(most);
  const bytes = most <= MAX_SCRATCH ? scratch : Buffer.allocUnsafe(most);
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(OIDS[type], 8);
  bytes.writeInt32BE(elements.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const element of elements) {
    if (element === null) {
      at = bytes.writeInt32BE(-1, at);
      continue;
    }
    const end = writeElement(bytes, type, element, at + 4);
    bytes.writeInt32BE(end - at - 4, at);
    at = end;
  }
  return Buffer.from(bytes.subarray(0, at));
}

/**
 * Where columns are put together: measuring texts before they are written would cost half as much
 * as writing them. A column of giants gets a buffer of its own, which is not kept.
 */
let scratch = Buffer.alloc(0);
const MAX_SCRATCH = 16 * 1024 * 1024;

function mostBytes(type: ElementType, elements: readonly Element[]): number {
  let size = elements.length * (4 + 8);
  if (type === "bytea") {
    for (const element of elements) size += (element as Uint8Array | null)?.length ?? 0;
  } else if (type === "text" || type === "jsonb") {
    // A UTF-16 unit is at most three bytes of UTF-8.
    for (const element of elements)
      size += 3 * ((element as string | Uint8Array | null)?.length ?? 0);
  }
  return size;
}

function writeElement(bytes: Buffer, type: ElementType, element: Element, at: number): number {
  switch (type) {
    case "int2":
      return bytes.writeInt16BE(element as number, at);
    case "int4":
      return bytes.writeInt32BE(element as number, at);
    case "int8":
      return bytes.writeBigInt64BE(BigInt(element as string | number), at);
    case "timestamptz":
      return bytes.writeBigInt64BE(microsecondsSince2000(element as number), at);
    case "bytea":
      bytes.set(element as Uint8Array, at);
      return at + (element as Uint8Array).length;
    case "text":
      return at + bytes.write(element as string, at);
    case "jsonb":
      // The version of jsonb's binary form; the rest is its text.
      bytes[at] = 1;
      return writeText(bytes, element as string | Uint8Array, at + 1);
  }
}

function writeText(bytes: Buffer, text: string | Uint8Array, at: number): number {
  if (typeof text === "string") return at + bytes.write(text, at);
  bytes.set(text, at);
  return at + text.length;
}

const SECONDS_1970_TO_2000 = 946_684_800n;

function microsecondsSince2000(unixSeconds: number): bigint {
  return (BigInt(unixSeconds) - SECONDS_1970_TO_2000) * 1_000_000n;
}
