import { createHash, hash, randomFillSync } from "node:crypto";
import { decryptIge, encryptIge } from "./ige.ts";

/** An encrypted message, opened. */
export interface Envelope {
  readonly salt: bigint;
  readonly sessionId: bigint;
  readonly messageId: bigint;
  readonly seqNo: number;
  readonly body: Buffer;
}

export type Sender = "client" | "server";

/** Bytes that do not open with the key their id names. */
export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";
}

const HEADER = 32;
/** Where in the auth key the parts for this sender begin. */
const offsetOf = (sender: Sender) => (sender === "client" ? 0 : 8);

/** The key's id as it stands in front of every packet: the low 64 bits of its SHA-1, signed. */
export function authKeyId(authKey: Buffer): bigint {
  return hash("sha1", authKey, "buffer").readBigInt64LE(12);
}

/** MTProto 2.0 encryption of one message (a container is one message). */
export function sealEnvelope(authKey: Buffer, sender: Sender, envelope: Envelope): Buffer {
  const size = HEADER + envelope.body.length;
  const plain = Buffer.allocUnsafe(size + 12 + ((16 - ((size + 12) % 16)) % 16));
  plain.writeBigInt64LE(envelope.salt, 0);
  plain.writeBigInt64LE(envelope.sessionId, 8);
  plain.writeBigInt64LE(envelope.messageId, 16);
  plain.writeInt32LE(envelope.seqNo, 24);
  plain.writeInt32LE(envelope.body.length, 28);
  plain.set(envelope.body, HEADER);
  return sealPlain(authKey, sender, randomFillSync(plain, size));
}

/**
 * The packet of a plain text that has its header and padding.
 *
 * @see https://core.telegram.org/mtproto/description
 */
export function sealPlain(authKey: Buffer, sender: Sender, plain: Buffer): Buffer {
  const x = offsetOf(sender);
  const messageKey = messageKeyOf(authKey, x, plain);
  const { key, iv } = keysFor(authKey, messageKey, x);
  const head = Buffer.allocUnsafe(24);
  head.writeBigInt64LE(authKeyId(authKey), 0);
  head.set(messageKey, 8);
  return Buffer.concat([head, encryptIge(plain, key, iv)]);
}

/**
 * Opens a packet; up to 15 bytes that fill no block are a padded transport's and are cut off.
 *
 * @throws {EnvelopeError}
 */
export function openEnvelope(authKey: Buffer, sender: Sender, packet: Buffer): Envelope {
  const messageKey = packet.subarray(8, 24);
  const encrypted = packet.subarray(24, 24 + ((packet.length - 24) & ~15));
  if (encrypted.length < HEADER + 16) throw new EnvelopeError("The packet is too short.");
  const x = offsetOf(sender);
  const { key, iv } = keysFor(authKey, messageKey, x);
  const plain = decryptIge(encrypted, key, iv);
  if (!messageKey.equals(messageKeyOf(authKey, x, plain))) {
    throw new EnvelopeError("The message key is not that of the message.");
  }
  const size = plain.readInt32LE(28);
  const padding = plain.length - HEADER - size;
  if (size < 4 || size % 4 !== 0 || padding < 12 || padding > 1024) {
    throw new EnvelopeError(`A body of ${size} bytes with ${padding} of padding is not allowed.`);
  }
  return {
    salt: plain.readBigInt64LE(0),
    sessionId: plain.readBigInt64LE(8),
    messageId: plain.readBigInt64LE(16),
    seqNo: plain.readInt32LE(24),
    body: plain.subarray(HEADER, HEADER + size),
  };
}

function messageKeyOf(authKey: Buffer, x: number, plain: Buffer): Buffer {
  const part = authKey.subarray(88 + x, 120 + x);
  return createHash("sha256").update(part).update(plain).digest().subarray(8, 24);
}

function keysFor(authKey: Buffer, messageKey: Buffer, x: number) {
  const a = createHash("sha256")
    .update(messageKey)
    .update(authKey.subarray(x, x + 36))
    .digest();
  const b = createHash("sha256")
    .update(authKey.subarray(x + 40, x + 76))
    .update(messageKey)
    .digest();
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  };
}
