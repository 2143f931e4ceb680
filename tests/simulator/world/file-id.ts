import { hash } from "./prng.ts";

/** What a file belongs to. Custom emoji and stickers belong to nobody. */
export type FileKind = "message" | "chatPhoto" | "userPhoto" | "customEmoji";

/** Where a file hangs: enough to find it again without keeping a table of files. */
export interface FilePlace {
  readonly kind: FileKind;
  /** Index of the chat in the world; 0 for files of users. */
  readonly chat: number;
  /** The message's id, or the number of the photo or user. */
  readonly message: number;
  /** Which of the message's files: 0 to 15 its media by version, 16 and up a web page's photo. */
  readonly slot: number;
}

const KINDS: readonly FileKind[] = ["message", "chatPhoto", "userPhoto", "customEmoji"];
const FACTOR = 0x9e37_79b9_7f4a_7c15n;
const INVERSE = inverse(FACTOR);

/** A signed 64-bit file id that says where the file hangs, and looks like any other id. */
export function packFileId(seed: number, place: FilePlace): bigint {
  const kind = BigInt(KINDS.indexOf(place.kind));
  const body =
    (kind << 47n) |
    (BigInt(place.chat) << 36n) |
    (BigInt(place.slot) << 31n) |
    BigInt(place.message);
  const check = BigInt(checksum(seed, body));
  return BigInt.asIntN(64, BigInt.asUintN(64, ((check << 49n) | body) * FACTOR));
}

/** Where the file of this id hangs; null when this world never gave the id out. */
export function unpackFileId(seed: number, id: bigint): FilePlace | null {
  const whole = BigInt.asUintN(64, BigInt.asUintN(64, id) * INVERSE);
  const body = whole & ((1n << 49n) - 1n);
  if (whole >> 49n !== BigInt(checksum(seed, body))) return null;
  return {
    kind: KINDS[Number((body >> 47n) & 3n)] ?? "message",
    chat: Number((body >> 36n) & 0x7ffn),
    slot: Number((body >> 31n) & 0x1fn),
    message: Number(body & 0x7fff_ffffn),
  };
}

function checksum(seed: number, body: bigint): number {
  return hash(seed, "file", body) & 0x7fff;
}

/** The inverse of an odd number modulo 2^64, by Newton's iteration. */
function inverse(value: bigint): bigint {
  let result = value;
  for (let round = 0; round < 6; round++) {
    result = BigInt.asUintN(64, result * (2n - value * result));
  }
  return result;
}
