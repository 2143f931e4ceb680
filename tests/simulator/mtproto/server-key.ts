import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  privateDecrypt,
} from "node:crypto";
import { ByteWriter } from "../tl/byte-writer.ts";
import { decryptIge } from "./ige.ts";

/** The RSA key a client knows its server by. */
export interface ServerKey {
  /** Low 64 bits of the SHA-1 of the key's TL form, signed. */
  readonly fingerprint: bigint;
  /** PEM (SPKI). */
  readonly publicKey: string;
  readonly modulus: bigint;
  readonly exponent: number;
  /** Undoes RSA_PAD: the 192 bytes the client padded its data to; null for anything else. */
  unpad(encrypted: Buffer): Buffer | null;
}

let generated: KeyObject | undefined;

/** The key of this PEM; without one, a key made once per process. */
export function serverKey(pem?: string): ServerKey {
  if (pem === undefined) {
    generated ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  }
  const privateKey = pem === undefined ? generated! : createPrivateKey(pem);
  const publicKey = createPublicKey(privateKey);
  const { n = "", e = "" } = publicKey.export({ format: "jwk" });
  const [modulus, exponent] = [n, e].map((part) => Buffer.from(part, "base64url"));
  const writer = new ByteWriter();
  writer.bytes(modulus!);
  writer.bytes(exponent!);
  return {
    fingerprint: hash("sha1", writer.toBuffer(), "buffer").readBigInt64LE(12),
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    modulus: BigInt(`0x${modulus!.toString("hex")}`),
    exponent: exponent!.readUIntBE(0, exponent!.length),
    unpad: (encrypted) => unpad(privateKey, encrypted),
  };
}

/** @see https://core.telegram.org/mtproto/auth_key (RSA_PAD) */
function unpad(privateKey: KeyObject, encrypted: Buffer): Buffer | null {
  if (encrypted.length !== 256) return null;
  let opened: Buffer;
  try {
    opened = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    return null; // Not below the modulus.
  }
  const aesEncrypted = opened.subarray(32);
  const mask = hash("sha256", aesEncrypted, "buffer");
  const temporaryKey = Buffer.from(
    opened.subarray(0, 32).map((byte, index) => byte ^ mask[index]!),
  );
  const withHash = decryptIge(aesEncrypted, temporaryKey, Buffer.alloc(32));
  const data = Buffer.from(withHash.subarray(0, 192)).reverse();
  const expected = hash("sha256", Buffer.concat([temporaryKey, data]), "buffer");
  return expected.equals(withHash.subarray(192)) ? data : null;
}
