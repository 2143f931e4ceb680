/** What the bytes of a field, a vector's item or a result are. */
export type TlType =
  | { readonly kind: Primitive }
  /** `flags:#`: a word of bits that says which of the fields after it are there. */
  | { readonly kind: "flags"; readonly slot: number; readonly members: readonly FlagMember[] }
  /** bare: without the vector's own constructor id (`vector<…>` with a small v). */
  | { readonly kind: "vector"; readonly bare: boolean; readonly item: TlType }
  /** One of a type's constructors, its id first. */
  | BoxedType
  /** One certain constructor, without its id. */
  | { readonly kind: "bare"; readonly combinator: Combinator }
  /** `!X`: any method; as a result `X`: whatever that method returns. */
  | { readonly kind: "query" };

export type Primitive =
  | "int"
  | "long"
  | "double"
  | "int128"
  | "int256"
  | "string"
  | "bytes"
  | "bool"
  /** No bytes at all: the flag is the value. */
  | "true";

export interface BoxedType {
  readonly kind: "boxed";
  readonly name: string;
  readonly byId: ReadonlyMap<number, Combinator>;
  readonly byName: ReadonlyMap<string, Combinator>;
}

export interface FlagMember {
  readonly name: string;
  readonly bit: number;
  readonly isTrue: boolean;
}

export interface Field {
  readonly name: string;
  readonly type: TlType;
  /** The bit that says whether this field is there: slot 0 is `flags`, 1 is `flags2`. */
  readonly flag: { readonly slot: number; readonly mask: number } | null;
}

/** A constructor or a method. */
export interface Combinator {
  readonly name: string;
  /** Unsigned. */
  readonly id: number;
  readonly fields: readonly Field[];
  readonly result: TlType;
  /** The result as the schema writes it, e.g. `Vector<long>`. */
  readonly resultText: string;
}

/** A parsed schema. Constructors and methods have separate names, as in TL. */
export interface Schema {
  readonly types: ReadonlyMap<string, BoxedType>;
  readonly constructorsById: ReadonlyMap<number, Combinator>;
  readonly constructorsByName: ReadonlyMap<string, Combinator>;
  readonly methodsById: ReadonlyMap<number, Combinator>;
  readonly methodsByName: ReadonlyMap<string, Combinator>;
}

/** `messages.getHistory#4423e6c5`, as errors name a combinator. */
export function describe(combinator: Combinator): string {
  return `${combinator.name}#${combinator.id.toString(16).padStart(8, "0")}`;
}
