import { ByteReader } from "./byte-reader.ts";
import { BOOL_FALSE, BOOL_TRUE, VECTOR } from "./encode.ts";
import { type BoxedType, type Combinator, describe, type Schema, type TlType } from "./schema.ts";
import type { TlObject, TlValue } from "./value.ts";

/** A value and the number of bytes it took. */
export interface Decoded {
  readonly value: TlObject;
  readonly size: number;
}

/**
 * One method call and nothing after it.
 *
 * @throws {TlDecodeError} naming the offset and the constructor.
 */
export function decodeRequest(schema: Schema, bytes: Buffer): TlObject {
  const reader = new ByteReader(bytes);
  const value = readQuery(schema, reader);
  refuseRest(reader);
  return value;
}

/** One value of any constructor of the schema and nothing after it. */
export function decodeObject(schema: Schema, bytes: Buffer): TlObject {
  const reader = new ByteReader(bytes);
  const value = readAny(schema, reader);
  refuseRest(reader);
  return value;
}

/** One value at the start of bytes that go on (with padding, as in the key exchange). */
export function decodePrefix(schema: Schema, bytes: Buffer): Decoded {
  const reader = new ByteReader(bytes);
  const value = readAny(schema, reader);
  return { value, size: reader.position };
}

/** What a method returned, by the result type the schema declares for it. */
export function decodeResult(schema: Schema, request: TlObject, bytes: Buffer): TlValue {
  const method = schema.methodsByName.get(request._);
  if (!method) throw new TypeError(`There is no method ${request._}.`);
  if (method.result.kind === "query") {
    return decodeResult(schema, request.query as TlObject, bytes);
  }
  const reader = new ByteReader(bytes);
  const value = readValue(schema, reader, method.result);
  refuseRest(reader);
  return value;
}

function refuseRest(reader: ByteReader): void {
  if (reader.remaining === 0) return;
  reader.fail("trailingBytes", reader.position, `${reader.remaining} bytes follow the value`);
}

function readAny(schema: Schema, reader: ByteReader): TlObject {
  const start = reader.position;
  const id = reader.id();
  const combinator = schema.constructorsById.get(id);
  return combinator
    ? readFields(schema, reader, combinator)
    : refuseId(schema, reader, start, id, "a constructor");
}

function readQuery(schema: Schema, reader: ByteReader): TlObject {
  const start = reader.position;
  const id = reader.id();
  const method = schema.methodsById.get(id);
  return method
    ? readFields(schema, reader, method)
    : refuseId(schema, reader, start, id, "a method");
}

function readBoxed(schema: Schema, reader: ByteReader, type: BoxedType): TlObject {
  const start = reader.position;
  const id = reader.id();
  const combinator = type.byId.get(id);
  return combinator
    ? readFields(schema, reader, combinator)
    : refuseId(schema, reader, start, id, type.name);
}

function refuseId(
  schema: Schema,
  reader: ByteReader,
  offset: number,
  id: number,
  wanted: string,
): never {
  const known = schema.constructorsById.get(id) ?? schema.methodsById.get(id);
  if (known) reader.fail("wrongType", offset, `${describe(known)} is no ${wanted}`, id);
  const hex = id.toString(16).padStart(8, "0");
  reader.fail("unknownConstructor", offset, `The constructor #${hex} is unknown`, id);
}

function readFields(schema: Schema, reader: ByteReader, combinator: Combinator): TlObject {
  const outer = reader.enter(combinator);
  const object: Record<string, TlValue> & { _: string } = { _: combinator.name };
  let flags = 0;
  let flags2 = 0;
  for (const { name, type, flag } of combinator.fields) {
    if (type.kind === "flags") {
      const bits = readFlags(reader, type);
      if (type.slot === 0) flags = bits;
      else flags2 = bits;
      continue;
    }
    const present = flag === null || ((flag.slot === 0 ? flags : flags2) & flag.mask) !== 0;
    if (type.kind === "true") object[name] = present;
    else if (present) object[name] = readValue(schema, reader, type);
  }
  reader.leave(outer);
  return object;
}

function readFlags(reader: ByteReader, type: TlType & { readonly kind: "flags" }): number {
  const start = reader.position;
  const bits = reader.int();
  let rest = bits;
  for (const { bit } of type.members) rest &= ~(1 << bit);
  if (rest !== 0) {
    const hex = (rest >>> 0).toString(16);
    reader.fail("unknownFlags", start, `The flags 0x${hex} mean nothing`);
  }
  return bits;
}

function readValue(schema: Schema, reader: ByteReader, type: TlType): TlValue {
  switch (type.kind) {
    case "int":
      return reader.int();
    case "long":
      return reader.long();
    case "double":
      return reader.double();
    case "int128":
      return reader.raw(16);
    case "int256":
      return reader.raw(32);
    case "string":
      return reader.string();
    case "bytes":
      return reader.bytes();
    case "bool":
      return readBool(reader);
    case "true":
      return true;
    case "vector":
      return readVector(schema, reader, type);
    case "boxed":
      return readBoxed(schema, reader, type);
    case "bare":
      return readFields(schema, reader, type.combinator);
    case "query":
      return readQuery(schema, reader);
    case "flags":
      return readFlags(reader, type);
  }
}

function readBool(reader: ByteReader): boolean {
  const start = reader.position;
  const id = reader.id();
  if (id !== BOOL_TRUE && id !== BOOL_FALSE) reader.fail("notABool", start, "Not a Bool", id);
  return id === BOOL_TRUE;
}

function readVector(
  schema: Schema,
  reader: ByteReader,
  type: TlType & { readonly kind: "vector" },
): TlValue[] {
  const start = reader.position;
  if (!type.bare && reader.id() !== VECTOR) reader.fail("notAVector", start, "Not a boxed vector");
  const count = reader.int();
  // Every item of a vector has at least four bytes, whatever it is.
  if (count < 0 || count * 4 > reader.remaining) {
    reader.fail("truncated", start, `A vector of ${count} cannot fit`);
  }
  const items: TlValue[] = [];
  for (let index = 0; index < count; index += 1) items.push(readValue(schema, reader, type.item));
  return items;
}
