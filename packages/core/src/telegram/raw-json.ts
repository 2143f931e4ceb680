import { LAYER, type Long } from "./library.ts";

/** The version of Telegram's schema in which raw objects are kept. */
export const RAW_LAYER = LAYER;

/**
 * A TL object as JSON in UTF-8: its constructor as `className`, numbers of 64 bits and more as
 * decimal strings, bytes as base64. Fields that are absent, and flags and booleans that are false,
 * are left out; the flag words are there. Only what came over the wire: the library's own objects
 * also hold references to the client and a copy of themselves.
 */
export function encodeRaw(object: object): Uint8Array {
  return Buffer.from(JSON.stringify(plainOf(object)));
}

/** The fields of a TL object in the form of {@link encodeRaw}, without its name and flag words. */
export function plainFields(object: object): Readonly<Record<string, unknown>> {
  const { className: _, flags: __, ...fields } = plainOf(object) as Record<string, unknown>;
  return fields;
}

interface TlObject {
  readonly className: string;
  /** The fields as they were read, nothing else. */
  readonly originalArgs: Readonly<Record<string, unknown>>;
}

function plainOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) {
    // JSON has no infinite numbers.
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }
  if (Buffer.isBuffer(value)) return value.toString("base64");
  if (Array.isArray(value)) return value.map(plainOf);
  if (!isTlObject(value)) return (value as Long).toString();
  const plain: Record<string, unknown> = { className: value.className };
  for (const [name, field] of Object.entries(value.originalArgs)) {
    if (field !== null && field !== undefined && field !== false) plain[name] = plainOf(field);
  }
  return plain;
}

function isTlObject(value: object): value is TlObject {
  return "className" in value && "originalArgs" in value;
}
