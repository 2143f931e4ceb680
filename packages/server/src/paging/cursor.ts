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

/** Longest cursor that is read, in characters: a title of Telegram's has far fewer. */
const MAX_CURSOR_LENGTH = 16_384;

/**
 * Reads a cursor: a client can write one by hand, so that its keys are what PostgreSQL can take,
 * whole numbers that a double holds exactly and text without NUL or halves of characters.
 *
 * @param isInRange says more about a key of the right types, such as the range of a date.
 * @throws {InvalidInput} unless it is a cursor of this list with keys of these types
 */
export function decodeCursor<const Key extends readonly ("string" | "number")[]>(
  list: string,
  cursor: string,
  shape: Key,
  isInRange: (...key: KeyValues<Key>) => boolean = () => true,
): KeyValues<Key> {
  const key = parse(cursor);
  if (
    !Array.isArray(key) ||
    key[0] !== list ||
    key.length !== shape.length + 1 ||
    shape.some((type, index) => !isKeyValue(key[index + 1], type)) ||
    !isInRange(...(key.slice(1) as KeyValues<Key>))
  ) {
    throw new InvalidInput("That cursor is not one of this list; start again from its beginning.");
  }
  return key.slice(1) as KeyValues<Key>;
}

function isKeyValue(value: unknown, type: "string" | "number"): boolean {
  if (type === "number") return Number.isSafeInteger(value);
  return typeof value === "string" && value.isWellFormed() && !value.includes("\0");
}

function parse(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR_LENGTH) return null;
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
