import { createHash, createPublicKey } from "node:crypto";
import { InvalidInput } from "../domain/errors.ts";
import { returnBigInt, serverKeys } from "./library.ts";
import type { Servers } from "./servers.ts";

const telegramsOwn: ReadonlyMap<string, { n: ReturnType<typeof returnBigInt>; e: number }> =
  new Map(serverKeys);

/**
 * Says whose servers are to be believed: those given, or Telegram's own when there are none. The
 * library keeps its keys once for the whole process, so that the last call decides for every key
 * exchange from then on; keys that exist already keep working. Throws InvalidInput on a bad key.
 */
export function trustServers(servers: Servers | null): void {
  const keys = servers === null ? telegramsOwn : new Map(servers.publicKeys.map(readKey));
  serverKeys.clear();
  for (const [fingerprint, key] of keys) serverKeys.set(fingerprint, key);
}

/** An RSA key and its fingerprint in the form the library wants: a signed decimal. */
function readKey(pem: string) {
  const { n, e } = modulusAndExponent(pem);
  // https://core.telegram.org/mtproto/auth_key: the lower 64 bits of SHA-1 over rsa_public_key.
  const bytes = createHash("sha1")
    .update(Buffer.concat([tlBytes(n), tlBytes(e)]))
    .digest();
  const fingerprint = bytes.readBigInt64LE(12).toString();
  const modulus = returnBigInt(BigInt(`0x${n.toString("hex")}`).toString());
  return [fingerprint, { n: modulus, e: e.readUIntBE(0, e.length) }] as const;
}

function modulusAndExponent(pem: string): { n: Buffer; e: Buffer } {
  try {
    const { n, e } = createPublicKey(pem).export({ format: "jwk" });
    return { n: Buffer.from(n!, "base64url"), e: Buffer.from(e!, "base64url") };
  } catch (cause) {
    throw new InvalidInput("A public key of the Telegram servers is not an RSA key in PEM.", {
      cause,
    });
  }
}

/** TL's `bytes`: a length, the bytes, and zeros up to a multiple of four. */
function tlBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 254
      ? Buffer.from([bytes.length])
      : Buffer.from([254, bytes.length & 255, (bytes.length >> 8) & 255, bytes.length >> 16]);
  const padding = Buffer.alloc((4 - ((head.length + bytes.length) % 4)) % 4);
  return Buffer.concat([head, bytes, padding]);
}
