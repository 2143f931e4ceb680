import { type Cipheriv, createCipheriv, createDecipheriv, createHash } from "node:crypto";

/** What a client's first 64 bytes agree on. */
export interface Obfuscation {
  /** Which framing is inside: four equal bytes, ef, ee or dd. */
  readonly tag: Buffer;
  /** The DC the client asks a proxy for; negative for media, 10,000 more for a test DC. */
  readonly dcId: number;
  open(bytes: Buffer): Buffer;
  close(bytes: Buffer): Buffer;
}

export const OBFUSCATION_HEADER = 64;

/**
 * Reads the header of an obfuscated connection. `secret` is a proxy's 16 bytes, null without one.
 *
 * @see https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation
 */
export function openObfuscation(header: Buffer, secret: Buffer | null): Obfuscation {
  const middle = header.subarray(8, 56);
  const reversed = Buffer.from(middle).reverse();
  const keyOf = (bytes: Buffer) => {
    const key = bytes.subarray(0, 32);
    return secret ? createHash("sha256").update(key).update(secret).digest() : key;
  };
  const ivOf = (bytes: Buffer) => bytes.subarray(32, 48);
  const opening = createDecipheriv("aes-256-ctr", keyOf(middle), ivOf(middle));
  const closing: Cipheriv = createCipheriv("aes-256-ctr", keyOf(reversed), ivOf(reversed));
  const plain = opening.update(header);
  return {
    tag: plain.subarray(56, 60),
    dcId: plain.readInt16LE(60),
    open: (bytes) => opening.update(bytes),
    close: (bytes) => closing.update(bytes),
  };
}
