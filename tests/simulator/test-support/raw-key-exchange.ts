import { constants, createDiffieHellman, hash, publicEncrypt, randomBytes } from "node:crypto";
import { DH_GENERATOR, DH_PRIME } from "../mtproto/diffie-hellman.ts";
import { decryptIge, encryptIge } from "../mtproto/ige.ts";
import { openPlainMessage, sealPlainMessage } from "../mtproto/plain-message.ts";
import { protocolSchema } from "../mtproto/protocol-schema.ts";
import { decodeObject, decodePrefix } from "../tl/decode.ts";
import { encodeObject, encodeRequest } from "../tl/encode.ts";
import type { TlObject } from "../tl/value.ts";
import type { RawStream } from "./raw-stream.ts";

export interface RawKeyExchangeOptions {
  readonly publicKey: string;
  readonly fingerprint: bigint;
  /** Says p_q_inner_data_dc with this DC instead of p_q_inner_data. */
  readonly dcId?: number;
  /** Changes what is sent at a step, to see it refused. */
  readonly spoil?: (object: TlObject) => TlObject;
  /** Sends zeros for the SHA-1 of client_DH_inner_data. */
  readonly brokenHash?: boolean;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

const sha1 = (...parts: Buffer[]) => hash("sha1", Buffer.concat(parts), "buffer");
let exchange: ReturnType<typeof createDiffieHellman> | undefined;

/** The client's side of making an auth key; null when the server refused a step. */
export async function exchangeKeys(
  stream: RawStream,
  options: RawKeyExchangeOptions,
): Promise<{ authKey: Buffer; salt: bigint } | null> {
  const { now = Date.now, spoil = (object) => object } = options;
  const ask = async (request: TlObject): Promise<TlObject | null> => {
    const messageId = BigInt(Math.floor(now() / 1000)) << 32n;
    stream.send(
      sealPlainMessage({ messageId, body: encodeRequest(protocolSchema, spoil(request)) }),
    );
    const payload = await stream.receive();
    if (!payload || payload.length < 24) return null;
    return decodeObject(protocolSchema, openPlainMessage(payload, true).body);
  };

  const nonce = randomBytes(16);
  const resPq = await ask({ _: "req_pq_multi", nonce });
  if (!resPq) return null;
  const serverNonce = resPq.server_nonce as Buffer;
  const nonces = { nonce, server_nonce: serverNonce };
  const newNonce = randomBytes(32);
  const { p, q } = factor(resPq.pq as Buffer);
  const { dcId } = options;
  const inner = spoil({
    _: dcId === undefined ? "p_q_inner_data" : "p_q_inner_data_dc",
    ...{ ...nonces, pq: resPq.pq, p, q, new_nonce: newNonce },
    ...(dcId === undefined ? {} : { dc: dcId }),
  });
  const offered = await ask({
    _: "req_DH_params",
    ...{ ...nonces, p, q, public_key_fingerprint: options.fingerprint },
    encrypted_data: rsaPad(options.publicKey, encodeObject(protocolSchema, inner)),
  });
  if (!offered) return null;

  const newServer = sha1(newNonce, serverNonce);
  const serverNew = sha1(serverNonce, newNonce);
  const key = Buffer.concat([newServer, serverNew.subarray(0, 12)]);
  const tail = [sha1(newNonce, newNonce), newNonce.subarray(0, 4)];
  const iv = Buffer.concat([serverNew.subarray(12), ...tail]);
  const opened = decryptIge(offered.encrypted_answer as Buffer, key, iv);
  const { value: terms } = decodePrefix(protocolSchema, opened.subarray(20));
  if (!(terms.dh_prime as Buffer).equals(DH_PRIME)) throw new Error("Another prime.");
  exchange ??= createDiffieHellman(DH_PRIME, DH_GENERATOR);
  const gB = exchange.generateKeys();
  const client = { _: "client_DH_inner_data", ...nonces, retry_id: 0n, g_b: gB };
  const data = encodeObject(protocolSchema, spoil(client));
  const hashed = Buffer.concat([options.brokenHash ? Buffer.alloc(20) : sha1(data), data]);
  const padded = Buffer.concat([hashed, randomBytes((16 - (hashed.length % 16)) % 16)]);
  const encrypted = encryptIge(padded, key, iv);
  const done = await ask({ _: "set_client_DH_params", ...nonces, encrypted_data: encrypted });
  if (done?._ !== "dh_gen_ok") return null;
  const secret = exchange.computeSecret(terms.g_a as Buffer);
  const authKey = Buffer.concat([Buffer.alloc(256 - secret.length), secret]);
  const expected = sha1(newNonce, Buffer.of(1), sha1(authKey).subarray(0, 8)).subarray(4);
  if (!expected.equals(done.new_nonce_hash1 as Buffer)) throw new Error("Another key.");
  return { authKey, salt: newNonce.readBigInt64LE(0) ^ serverNonce.readBigInt64LE(0) };
}

/** Trial division: fast enough for the small numbers a test server sends. */
function factor(pq: Buffer): { p: Buffer; q: Buffer } {
  const value = Number(BigInt(`0x${pq.toString("hex")}`));
  let p = 3;
  while (value % p !== 0) p += 2;
  return { p: bytesOf(p), q: bytesOf(value / p) };
}

function bytesOf(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

function rsaPad(publicKey: string, data: Buffer): Buffer {
  const padded = Buffer.concat([data, randomBytes(192 - data.length)]);
  for (;;) {
    const temporaryKey = randomBytes(32);
    const digest = hash("sha256", Buffer.concat([temporaryKey, padded]), "buffer");
    const plain = Buffer.concat([Buffer.from(padded).reverse(), digest]);
    const encrypted = encryptIge(plain, temporaryKey, Buffer.alloc(32));
    const mask = hash("sha256", encrypted, "buffer");
    const masked = temporaryKey.map((byte, index) => byte ^ mask[index]!);
    try {
      const block = Buffer.concat([masked, encrypted]);
      return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, block);
    } catch {
      // Not below the modulus: another temporary key.
    }
  }
}
