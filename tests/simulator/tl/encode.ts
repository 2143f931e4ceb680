import { ByteWriter } from "./byte-writer.ts";
import { TlEncodeError } from "./errors.ts";
import { type BoxedType, type Combinator, describe, type Schema, type TlType } from "./schema.ts";
import type { TlObject, TlValue } from "./value.ts";

export const BOOL_TRUE = 0x99_72_75_b5;
export const BOOL_FALSE = 0xbc_79_97_37;
export const VECTOR = 0x1c_b5_c4_15;

const INT_LIMIT = 2 ** 31;
// Encoding never awaits, so one writer serves every call.
const writer = new ByteWriter(1 << 18);

/** Where a value stands, for errors. */
interface Place {
  readonly schema: Schema;
  readonly combinator: Combinator | null;
  readonly field: string | null;
}

/** A value of any constructor of the schema, its id first. */
export function encodeObject(schema: Schema, value: TlObject): Buffer {
  const combinator = schema.constructorsByName.get(value._);
  if (!combinator) throw new TlEncodeError(`There is no constructor ${value._}.`, null, null);
  return encodeWith(schema, combinator, value);
}

/** A value of this type, e.g. of `Updates`; any other is refused. */
export function encodeBoxed(schema: Schema, typeName: string, value: TlObject): Buffer {
  const type = schema.types.get(typeName);
  if (!type) throw new TlEncodeError(`There is no type ${typeName}.`, null, null);
  writer.reset();
  writeBoxed({ schema, combinator: null, field: null }, type, value);
  return writer.toBuffer();
}

/** A method call, its id first. */
export function encodeRequest(schema: Schema, value: TlObject): Buffer {
  const combinator = schema.methodsByName.get(value._);
  if (!combinator) throw new TlEncodeError(`There is no method ${value._}.`, null, null);
  return encodeWith(schema, combinator, value);
}

/**
 * What the server returns for a method: `true` for Bool, an array for Vector, an object of the
 * declared type otherwise. Behind a wrapper (`X`) it is what the wrapped method returns.
 *
 * @throws {TlEncodeError} for anything else.
 */
export function encodeResult(schema: Schema, request: TlObject, value: TlValue): Buffer {
  const method = schema.methodsByName.get(request._);
  if (!method) throw new TlEncodeError(`There is no method ${request._}.`, null, null);
  if (method.result.kind === "query") {
    return encodeResult(schema, request.query as TlObject, value);
  }
  writer.reset();
  writeValue({ schema, combinator: method, field: "result" }, method.result, value);
  return writer.toBuffer();
}

function encodeWith(schema: Schema, combinator: Combinator, value: TlObject): Buffer {
  writer.reset();
  writer.int(combinator.id | 0);
  writeFields(schema, combinator, value);
  return writer.toBuffer();
}

function writeFields(schema: Schema, combinator: Combinator, object: TlObject): void {
  let flags = 0;
  let flags2 = 0;
  let known = 1; // "_"
  for (const field of combinator.fields) {
    const { type } = field;
    if (type.kind === "flags") {
      let bits = 0;
      for (const { name, bit, isTrue } of type.members) {
        const value = object[name];
        if (isTrue ? value === true : value !== undefined) bits |= 1 << bit;
      }
      if (type.slot === 0) flags = bits;
      else flags2 = bits;
      writer.int(bits);
      continue;
    }
    const value = object[field.name];
    if (value !== undefined) known += 1;
    if (type.kind === "true") {
      if (value !== undefined && typeof value !== "boolean") {
        refuse({ schema, combinator, field: field.name }, type, value);
      }
      continue;
    }
    if (field.flag && ((field.flag.slot === 0 ? flags : flags2) & field.flag.mask) === 0) continue;
    writeField(schema, combinator, field.name, type, value);
  }
  refuseUnknownFields(combinator, object, known);
}

/** The common kinds without an object for the place; the rest by writeValue. */
function writeField(
  schema: Schema,
  combinator: Combinator,
  field: string,
  type: TlType,
  value: TlValue,
): void {
  if (type.kind === "int" && typeof value === "number" && (value | 0) === value) {
    writer.int(value);
  } else if (type.kind === "long" && typeof value === "bigint" && isLong(value)) {
    writer.long(value);
  } else if (type.kind === "string" && typeof value === "string") {
    writer.string(value);
  } else {
    writeValue({ schema, combinator, field }, type, value);
  }
}

function refuseUnknownFields(combinator: Combinator, object: TlObject, known: number): void {
  let present = 0;
  for (const name in object) if (object[name] !== undefined) present += 1;
  if (present === known) return;
  const names = new Set(combinator.fields.filter(notFlags).map(({ name }) => name));
  const unknown = Object.keys(object).filter((name) => name !== "_" && !names.has(name));
  throw new TlEncodeError(`There is no field ${unknown.join(", ")}.`, describe(combinator), null);
}

const notFlags = ({ type }: { readonly type: TlType }) => type.kind !== "flags";
const isLong = (value: bigint) => BigInt.asIntN(64, value) === value;

function writeValue(place: Place, type: TlType, value: TlValue): void {
  switch (type.kind) {
    case "int":
      if (!Number.isInteger(value) || Math.abs((value as number) + 0.5) > INT_LIMIT) break;
      return writer.int(value as number);
    case "long":
      if (typeof value !== "bigint" || !isLong(value)) break;
      return writer.long(value);
    case "double":
      if (typeof value !== "number") break;
      return writer.double(value);
    case "int128":
    case "int256":
      if (!Buffer.isBuffer(value) || value.length !== (type.kind === "int128" ? 16 : 32)) break;
      return writer.raw(value);
    case "string":
      if (typeof value === "string") return writer.string(value);
      if (!Buffer.isBuffer(value)) break;
      return writer.bytes(value);
    case "bytes":
      if (!Buffer.isBuffer(value)) break;
      return writer.bytes(value);
    case "bool":
      if (typeof value !== "boolean") break;
      return writer.int((value ? BOOL_TRUE : BOOL_FALSE) | 0);
    case "vector":
      if (!Array.isArray(value)) break;
      return writeVector(place, type, value);
    case "boxed":
      if (!isTlObject(value)) break;
      return writeBoxed(place, type, value);
    case "bare":
      if (!isTlObject(value) || value._ !== type.combinator.name) break;
      return writeFields(place.schema, type.combinator, value);
    case "query": {
      const method = isTlObject(value) ? place.schema.methodsByName.get(value._) : undefined;
      if (!method) break;
      writer.int(method.id | 0);
      return writeFields(place.schema, method, value as TlObject);
    }
    case "true":
    case "flags":
      break;
  }
  refuse(place, type, value);
}

function writeVector(
  place: Place,
  type: TlType & { readonly kind: "vector" },
  items: readonly TlValue[],
): void {
  if (!type.bare) writer.int(VECTOR);
  writer.int(items.length);
  if (type.item.kind !== "boxed") {
    for (const item of items) writeValue(place, type.item, item);
    return;
  }
  for (const item of items) {
    if (!isTlObject(item)) refuse(place, type.item, item);
    writeBoxed(place, type.item, item);
  }
}

function writeBoxed(place: Place, type: BoxedType, value: TlObject): void {
  const combinator = type.byName.get(value._);
  if (!combinator) refuse(place, type, value);
  writer.int(combinator.id | 0);
  writeFields(place.schema, combinator, value);
}

function isTlObject(value: TlValue): value is TlObject {
  return typeof value === "object" && typeof (value as TlObject)._ === "string";
}

function refuse(place: Place, type: TlType, value: TlValue): never {
  const wanted = type.kind === "boxed" ? type.name : type.kind;
  const found = isTlObject(value) ? value._ : Buffer.isBuffer(value) ? "bytes" : typeof value;
  const shown = typeof value === "number" || typeof value === "bigint" ? `${value}` : found;
  throw new TlEncodeError(
    value === undefined ? `${wanted} is missing.` : `${shown} is no ${wanted}.`,
    place.combinator && describe(place.combinator),
    place.field,
  );
}
