import { createCipheriv, createDecipheriv } from "node:crypto";

const BLOCK = 16;

/**
 * AES-256-IGE, which Node does not offer. `iv` is 32 bytes, data a multiple of 16.
 *
 * IGE is c[i] = E(p[i] ^ c[i-1]) ^ p[i-1]. With d[i] = c[i] ^ p[i-1] that is
 * d[i] = E(p[i] ^ p[i-2] ^ d[i-1]): CBC over p[i] ^ p[i-2], so one native call does all blocks.
 */
export function encryptIge(data: Buffer, key: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, iv.subarray(0, BLOCK)).setAutoPadding(false);
  const plain = wordsOf(data);
  const count = plain.length;
  const before = new Int32Array(count + 4);
  before.set(wordsOf(iv.subarray(BLOCK)));
  before.set(plain, 4);
  const mixed = new Int32Array(plain);
  for (let index = 4; index < count; index += 1) mixed[index]! ^= before[index - 4]!;
  const chained = wordsOf(cipher.update(new Uint8Array(mixed.buffer)));
  for (let index = 0; index < count; index += 1) chained[index]! ^= before[index]!;
  return Buffer.from(chained.buffer, chained.byteOffset, count * 4);
}

/** The inverse: each block needs the one before it, so there is one native call per block. */
export function decryptIge(data: Buffer, key: Buffer, iv: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const output = Buffer.allocUnsafe(data.length);
  const block = Buffer.allocUnsafe(BLOCK);
  let lastCipher = iv.subarray(0, BLOCK);
  let lastPlain = iv.subarray(BLOCK);
  for (let start = 0; start < data.length; start += BLOCK) {
    for (let index = 0; index < BLOCK; index += 1) {
      block[index] = data[start + index]! ^ lastPlain[index]!;
    }
    const opened = decipher.update(block);
    for (let index = 0; index < BLOCK; index += 1) {
      output[start + index] = opened[index]! ^ lastCipher[index]!;
    }
    lastCipher = data.subarray(start, start + BLOCK);
    lastPlain = output.subarray(start, start + BLOCK);
  }
  return output;
}

/** The same bytes as 32-bit words; a copy where they do not lie on a word's border. */
function wordsOf(bytes: Buffer): Int32Array<ArrayBuffer> {
  const aligned = bytes.byteOffset % 4 === 0 && bytes.buffer instanceof ArrayBuffer;
  const source = aligned ? bytes : new Uint8Array(bytes);
  return new Int32Array(source.buffer as ArrayBuffer, source.byteOffset, source.length / 4);
}
