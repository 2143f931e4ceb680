import type {
  BoxedType,
  Combinator,
  Field,
  FlagMember,
  Primitive,
  Schema,
  TlType,
} from "./schema.ts";

const LINE = /^([\w.]+)(?:#([0-9a-f]{1,8}))?((?:\s+\{?\w+:[^\s{}]+\}?)*)\s*=\s*([^;]+?)\s*;$/;
const FIELD = /^(\w+):(?:(flags\d*)\.(\d+)\?)?(.+)$/;
const PRIMITIVES: ReadonlySet<string> = new Set<Primitive>([
  "int",
  "long",
  "double",
  "int128",
  "int256",
  "string",
  "bytes",
  "true",
]);
/** Written by the codec itself, never as objects. */
const BUILT_IN = new Set(["boolFalse", "boolTrue", "vector"]);

interface MutableType extends BoxedType {
  readonly byId: Map<number, Combinator>;
  readonly byName: Map<string, Combinator>;
}

type Parts = { name: string; id: number; fields: string[]; result: string; isMethod: boolean };

/** Whether `inputPeerSelf` or `help.configSimple`: a constructor's name, not a type's. */
const isConstructorName = (name: string) => /^[a-z]/.test(name.slice(name.lastIndexOf(".") + 1));

function* linesOf(text: string): Generator<Parts> {
  let isMethod = false;
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\/\/.*/, "").trim();
    const section = /^---(\w+)---$/.exec(line)?.[1];
    if (section !== undefined) isMethod = section === "functions";
    if (line === "" || section !== undefined || line.startsWith("vector#")) continue;
    const [, name, id, fields, result] = LINE.exec(line) ?? [];
    if (name === undefined || id === undefined || result === undefined) {
      throw new SyntaxError(`Not a TL declaration: ${line}`);
    }
    if (BUILT_IN.has(name)) continue;
    const declared = (fields ?? "").split(/\s+/).filter((part) => part && !part.startsWith("{"));
    yield { name, id: Number.parseInt(id, 16), fields: declared, result, isMethod };
  }
}

/**
 * Reads a TL schema's text.
 *
 * @throws {SyntaxError} for a line or type it does not understand, and for an id given twice.
 * @see https://core.telegram.org/mtproto/TL
 */
export function parseSchema(text: string): Schema {
  const types = new Map<string, MutableType>();
  const constructorsById = new Map<number, Combinator>();
  const constructorsByName = new Map<string, Combinator>();
  const methodsById = new Map<number, Combinator>();
  const methodsByName = new Map<string, Combinator>();
  const pending: (() => void)[] = [];

  const boxed = (name: string): MutableType => {
    const known = types.get(name);
    if (known) return known;
    const made: MutableType = { kind: "boxed", name, byId: new Map(), byName: new Map() };
    types.set(name, made);
    return made;
  };

  const typeOf = (written: string): TlType => {
    const name = written.replace(/^!/, "");
    if (name === "X") return { kind: "query" };
    if (name === "Bool") return { kind: "bool" };
    if (PRIMITIVES.has(name)) return { kind: name as Primitive };
    const [, vector, item] = /^([Vv]ector)<(.+)>$/.exec(name) ?? [];
    if (item !== undefined)
      return { kind: "vector", bare: vector === "vector", item: typeOf(item) };
    if (!/^[\w.]+$/.test(name)) throw new SyntaxError(`Not a TL type: ${written}`);
    if (!isConstructorName(name)) return boxed(name);
    const combinator = constructorsByName.get(name);
    if (!combinator) throw new SyntaxError(`${name} is used bare before it is declared.`);
    return { kind: "bare", combinator };
  };

  const fieldsOf = (declared: readonly string[]): Field[] => {
    const slots: string[] = [];
    const members: FlagMember[][] = [];
    return declared.map((text) => {
      const [, name, flags, bit, type] = FIELD.exec(text) ?? [];
      if (name === undefined || type === undefined) throw new SyntaxError(`Not a field: ${text}`);
      if (type === "#") {
        members.push([]);
        const slot = slots.push(name) - 1;
        if (slot > 1) throw new SyntaxError(`${name} is a third word of flags.`);
        return { name, flag: null, type: { kind: "flags", slot, members: members[slot]! } };
      }
      if (flags === undefined) return { name, flag: null, type: typeOf(type) };
      const slot = slots.indexOf(flags);
      if (slot < 0) throw new SyntaxError(`${text} stands before its ${flags}:#`);
      members[slot]!.push({ name, bit: Number(bit), isTrue: type === "true" });
      return { name, flag: { slot, mask: 1 << Number(bit) }, type: typeOf(type) };
    });
  };

  for (const { name, id, fields, result, isMethod } of linesOf(text)) {
    const [byId, byName] = isMethod
      ? [methodsById, methodsByName]
      : [constructorsById, constructorsByName];
    if (byId.has(id) || byName.has(name)) throw new SyntaxError(`${name} is declared twice.`);
    const parsed: Field[] = [];
    const combinator: Combinator = {
      name,
      id,
      fields: parsed,
      result: typeOf(result),
      resultText: result,
    };
    byId.set(id, combinator);
    byName.set(name, combinator);
    if (combinator.result.kind === "boxed" && !isMethod) {
      const type = boxed(result);
      type.byId.set(id, combinator);
      type.byName.set(name, combinator);
    }
    // A field may name a constructor that is declared further down.
    pending.push(() => parsed.push(...fieldsOf(fields)));
  }
  for (const resolve of pending) resolve();
  for (const type of types.values()) {
    if (type.byId.size === 0) throw new SyntaxError(`The type ${type.name} has no constructor.`);
  }
  return { types, constructorsById, constructorsByName, methodsById, methodsByName };
}
