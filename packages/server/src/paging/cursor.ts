import { InvalidInput } from "@telekeep/core";

/**
 * Writes an opaque cursor: the name of its list, so that one list's cursor is refused by another,
 * and the key of a row.
 */
export function encodeCursor(list: string, key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...key]), "utf8").toString("base64url");
}

/** The values of a key by the names of their types. */
type KeyValues<Key extends readonly ("string" | "number")[]> = {
  -readonly [Index in keyof Key]: Key[Index] extends "string" ? string : number;
};

/** Reads a cursor. Throws InvalidInput unless it is one of this list with keys of these types. */
export function decodeCursor<const Key extends readonly ("string" | "number")[]>(
  list: string,
  cursor: string,
  shape: Key,
): KeyValues<Key> {
  const key = parse(cursor);
  if (
    !Array.isArray(key) ||
    key[0] !== list ||
    key.length !== shape.length + 1 ||
    shape.some((type, index) => typeof key[index + 1] !== type)
  ) {
    throw new InvalidInput("That cursor is not one of this list; start again from its beginning.");
  }
  return key.slice(1) as KeyValues<Key>;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor.slice(0, 2000), "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
