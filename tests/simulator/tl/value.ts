/**
 * A TL value as a plain object: `{ _: "messages.getHistory", peer: { _: "inputPeerSelf" }, … }`.
 *
 * `_` is the schema's constructor or method name, the fields keep the schema's snake_case names.
 */
export type TlObject = { readonly _: string; readonly [field: string]: TlValue };

/**
 * What a field may hold: int and double are `number`, long is `bigint` (signed, as in TL),
 * int128 and int256 are a `Buffer` of 16 and 32 bytes, bytes is `Buffer`, string is `string` (when
 * encoding also a `Buffer`, so that invalid UTF-8 can be sent), Bool and `flags.N?true` are
 * `boolean`, vectors are arrays. An absent optional field is `undefined`; an absent
 * `flags.N?true` is `false` when decoded and may be left out when encoded.
 */
export type TlValue =
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Buffer
  | TlObject
  | readonly TlValue[];
