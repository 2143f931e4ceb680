/**
 * Columns of a page as PostgreSQL's binary arrays (array_recv in src/backend/utils/adt/arrayfuncs.c).
 * The text form that `pg` would write must be escaped here and unescaped there, which for a kilobyte
 * of JSON a row costs both sides more than everything else.
 */
import { type Element, type ElementType, writeValue } from "./binary-values.ts";
import { BinaryWriter } from "./binary-writer.ts";

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

/**
 * One column. Null when every element is null: `unnest` then yields nulls for as many rows as the
 * other columns have. Throws RangeError for a number its type cannot hold.
 */
export function binaryArray(type: ElementType, elements: readonly Element[]): Buffer | null {
  if (elements.every((element) => element === null)) return null;
  scratch.clear();
  const hasNulls = elements.includes(null) ? 1 : 0;
  for (const header of [1, hasNulls, OIDS[type], elements.length, 1]) scratch.int32(header);
  for (const element of elements) writeValue(scratch, type, element);
  return Buffer.from(scratch.bytes());
}

/** Where columns are put together: how long one becomes shows only when it is written. */
const scratch = new BinaryWriter(1 << 20);
