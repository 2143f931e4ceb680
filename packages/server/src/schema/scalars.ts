import type { ValueNode } from "graphql";
import { GraphQLError, Kind } from "graphql";

import { isStorableTime } from "../storable-time.ts";
import { builder } from "./builder.ts";

builder.scalarType("DateTime", {
  description: "A moment in UTC: RFC 3339 with milliseconds.",
  serialize: (value) => value.toISOString(),
  parseValue: (value) => parseDateTime(value),
});

builder.scalarType("BigInt", {
  description: "A whole number of up to 64 bits in decimal, as a string.",
  serialize: (value) => value.toString(),
  parseValue: parseBigInt,
  // A literal of more digits than a double holds must not pass through one.
  parseLiteral: (node: ValueNode) =>
    parseBigInt(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : null),
});

builder.scalarType("Sha256", {
  description: "A SHA-256 in 64 lower-case hexadecimal digits.",
  serialize: (value) =>
    typeof value === "string" ? value : Buffer.from(value as Uint8Array).toString("hex"),
  parseValue: (value) => match(value, /^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits"),
});

builder.scalarType("UUID", {
  description: "A UUID of any version, in lower case.",
  serialize: (value) => value,
  parseValue: (value) =>
    match(
      typeof value === "string" ? value.toLowerCase() : value,
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      "a UUID",
    ),
});

builder.scalarType("JSON", {
  description: "Any JSON value.",
  serialize: (value) => value,
});

function parseBigInt(value: unknown): bigint {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  const number = BigInt(match(text, /^-?\d{1,19}$/, "a whole number in decimal, as a string"));
  if (BigInt.asIntN(64, number) !== number) throw new GraphQLError("BigInt has at most 64 bits.");
  return number;
}

function parseDateTime(value: unknown): Date {
  const pattern = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
  const text = match(value, pattern, "a moment such as 2026-01-31T12:00:00.000Z");
  const date = new Date(text);
  const [year, month, day] = text.slice(0, 10).split("-").map(Number);
  // A Date takes 31 February for 2 March; only one day of a month has its own number.
  const local = new Date(0);
  local.setUTCFullYear(year!, month! - 1, day);
  if (Number.isNaN(date.getTime()) || local.getUTCDate() !== day) {
    throw new GraphQLError("There is no such date.");
  }
  if (!isStorableTime(date.getTime())) {
    throw new GraphQLError("A moment lies in the years 1 to 9999 of UTC.");
  }
  return date;
}

function match(value: unknown, pattern: RegExp, what: string): string {
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new GraphQLError(`Expected ${what}.`);
}
