import { hash, randomBytes } from "node:crypto";
import { decodePrefix, decodeRequest } from "../tl/decode.ts";
import { encodeObject } from "../tl/encode.ts";
import { TlDecodeError } from "../tl/errors.ts";
import type { TlObject } from "../tl/value.ts";
import type { AuthKey } from "./auth-keys.ts";
import { beginExchange, DH_GENERATOR, DH_PRIME, type Exchange } from "./diffie-hellman.ts";
import { type FactorChallenge, factorChallenge } from "./factor-challenge.ts";
import { decryptIge, encryptIge } from "./ige.ts";
import { authKeyId } from "./message-crypto.ts";
import { protocolSchema } from "./protocol-schema.ts";
import type { ServerKey } from "./server-key.ts";

/** A step no correct client takes. The server says no more than transport error 404. */
export class KeyExchangeError extends Error {
  override readonly name = "KeyExchangeError";
}

/** An auth key and the salt both sides derived with it. */
export interface AgreedKey {
  readonly authKey: AuthKey;
  readonly firstSalt: bigint;
}

export interface KeyExchangeOptions {
  readonly dcId: number;
  readonly serverKey: ServerKey;
  readonly primeBits: number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly onKey: (agreed: AgreedKey) => void;
}

interface Asked {
  readonly step: "asked";
  readonly nonce: Buffer;
  readonly serverNonce: Buffer;
  readonly challenge: FactorChallenge;
}

interface Offered extends Omit<Asked, "step"> {
  readonly step: "offered";
  readonly newNonce: Buffer;
  readonly exchange: Exchange;
  readonly key: Buffer;
  readonly iv: Buffer;
}

/**
 * The server's side of making one auth key, for one connection. A client may begin anew at any
 * time with req_pq_multi.
 *
 * @see https://core.telegram.org/mtproto/auth_key
 */
export class KeyExchange {
  readonly #options: KeyExchangeOptions;
  #state: Asked | Offered | null = null;

  constructor(options: KeyExchangeOptions) {
    this.#options = options;
  }

  /**
   * The answer to one unencrypted request.
   *
   * @throws {KeyExchangeError}
   */
  answer(bytes: Buffer): Buffer {
    const request = understand(() => decodeRequest(protocolSchema, bytes));
    const state = this.#state;
    if (request._ === "req_pq_multi") return this.#ask(request.nonce as Buffer);
    if (!state) throw new KeyExchangeError(`${request._} came before req_pq_multi.`);
    refuseOtherNonces(state, request);
    if (request._ === "req_DH_params" && state.step === "asked") return this.#offer(state, request);
    if (request._ === "set_client_DH_params" && state.step === "offered") {
      return this.#agree(state, request.encrypted_data as Buffer);
    }
    throw new KeyExchangeError(`${request._} does not belong here.`);
  }

  #ask(nonce: Buffer): Buffer {
    const challenge = factorChallenge(this.#options.primeBits);
    const serverNonce = randomBytes(16);
    this.#state = { step: "asked", nonce, serverNonce, challenge };
    return encodeObject(protocolSchema, {
      _: "resPQ",
      nonce,
      server_nonce: serverNonce,
      pq: challenge.pq,
      server_public_key_fingerprints: [this.#options.serverKey.fingerprint],
    });
  }

  #offer(state: Asked, request: TlObject): Buffer {
    const { p, q, pq } = state.challenge;
    const { serverKey, dcId, now } = this.#options;
    refuseUnless(p.equals(request.p as Buffer) && q.equals(request.q as Buffer), "p and q");
    refuseUnless(request.public_key_fingerprint === serverKey.fingerprint, "the fingerprint");
    const padded = serverKey.unpad(request.encrypted_data as Buffer);
    if (!padded) throw new KeyExchangeError("The client's data is not padded with RSA_PAD.");
    const inner = understand(() => decodePrefix(protocolSchema, padded)).value;
    refuseUnless(/^p_q_inner_data(_dc)?$/.test(inner._), inner._);
    refuseOtherNonces(state, inner);
    refuseUnless(pq.equals(inner.pq as Buffer), "pq");
    refuseUnless(p.equals(inner.p as Buffer) && q.equals(inner.q as Buffer), "the inner p and q");
    // Test DCs are numbered from 10,000, media DCs negatively.
    refuseUnless(inner.dc === undefined || Math.abs(inner.dc as number) % 10_000 === dcId, "dc");

    const newNonce = inner.new_nonce as Buffer;
    const exchange = beginExchange();
    const { nonce, serverNonce } = state;
    const { key, iv } = temporaryKey(newNonce, serverNonce);
    this.#state = { ...state, step: "offered", newNonce, exchange, key, iv };
    const offer = encodeObject(protocolSchema, {
      _: "server_DH_inner_data",
      nonce,
      server_nonce: serverNonce,
      g: DH_GENERATOR,
      dh_prime: DH_PRIME,
      g_a: exchange.gA,
      server_time: Math.floor(now() / 1000),
    });
    const hashed = Buffer.concat([sha1(offer), offer]);
    const padding = randomBytes((16 - (hashed.length % 16)) % 16);
    return encodeObject(protocolSchema, {
      _: "server_DH_params_ok",
      nonce,
      server_nonce: serverNonce,
      encrypted_answer: encryptIge(Buffer.concat([hashed, padding]), key, iv),
    });
  }

  #agree(state: Offered, encrypted: Buffer): Buffer {
    const { nonce, serverNonce, newNonce, exchange, key, iv } = state;
    refuseUnless(encrypted.length >= 32 && encrypted.length % 16 === 0, "encrypted_data");
    const plain = decryptIge(encrypted, key, iv);
    const { value, size } = understand(() => decodePrefix(protocolSchema, plain.subarray(20)));
    const data = plain.subarray(20, 20 + size);
    refuseUnless(value._ === "client_DH_inner_data", value._);
    refuseUnless(sha1(data).equals(plain.subarray(0, 20)), "the hash of client_DH_inner_data");
    refuseUnless(plain.length - 20 - size < 16, "the padding of client_DH_inner_data");
    refuseOtherNonces(state, value);
    this.#state = null;

    const secret = exchange.agree(value.g_b as Buffer);
    const nonces = { nonce, server_nonce: serverNonce };
    if (!secret) {
      // Any key's hash will do: there is none to agree on.
      const hash3 = nonceHash(newNonce, 3, Buffer.alloc(256));
      return encodeObject(protocolSchema, { _: "dh_gen_fail", ...nonces, new_nonce_hash3: hash3 });
    }
    const authKey = { id: authKeyId(secret), dcId: this.#options.dcId, key: secret };
    const firstSalt = newNonce.readBigInt64LE(0) ^ serverNonce.readBigInt64LE(0);
    this.#options.onKey({ authKey, firstSalt });
    const hash1 = nonceHash(newNonce, 1, secret);
    return encodeObject(protocolSchema, { _: "dh_gen_ok", ...nonces, new_nonce_hash1: hash1 });
  }
}

const sha1 = (...parts: Buffer[]) => hash("sha1", Buffer.concat(parts), "buffer");

function temporaryKey(newNonce: Buffer, serverNonce: Buffer) {
  const newServer = sha1(newNonce, serverNonce);
  const serverNew = sha1(serverNonce, newNonce);
  return {
    key: Buffer.concat([newServer, serverNew.subarray(0, 12)]),
    iv: Buffer.concat([serverNew.subarray(12), sha1(newNonce, newNonce), newNonce.subarray(0, 4)]),
  };
}

function nonceHash(newNonce: Buffer, number: number, authKey: Buffer): Buffer {
  return sha1(newNonce, Buffer.of(number), sha1(authKey).subarray(0, 8)).subarray(4);
}

function refuseUnless(condition: boolean, what: string): void {
  if (!condition) throw new KeyExchangeError(`In the key exchange ${what} is wrong.`);
}

function refuseOtherNonces(state: Asked | Offered, object: TlObject): void {
  refuseUnless(state.nonce.equals(object.nonce as Buffer), `the nonce of ${object._}`);
  refuseUnless(state.serverNonce.equals(object.server_nonce as Buffer), "the server's nonce");
}

function understand<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof TlDecodeError) throw new KeyExchangeError(error.message);
    throw error;
  }
}
