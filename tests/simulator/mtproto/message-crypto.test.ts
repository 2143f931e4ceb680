import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { EnvelopeError, openEnvelope, sealEnvelope, sealPlain } from "./message-crypto.ts";
import { openPlainMessage, PlainMessageError, sealPlainMessage } from "./plain-message.ts";

const authKey = randomBytes(256);
const envelope = {
  salt: -1n,
  sessionId: 2n,
  messageId: 3n << 32n,
  seqNo: 5,
  body: randomBytes(40),
};

/** A plain text of 32 + 16 n bytes that says how long its body is. */
function plainOf(bytes: number, size: number): Buffer {
  const plain = randomBytes(bytes);
  plain.writeInt32LE(size, 28);
  return plain;
}

describe("an encrypted message", () => {
  test.each([4, 8, 12, 16, 20, 1024])("of %i bytes is opened as it was sealed", (size) => {
    const sent = { ...envelope, body: randomBytes(size) };
    const packet = sealEnvelope(authKey, "client", sent);
    expect(openEnvelope(authKey, "client", packet)).toEqual(sent);
    expect(openEnvelope(authKey, "client", Buffer.concat([packet, randomBytes(15)]))).toEqual(sent);
    expect(() => openEnvelope(authKey, "server", packet)).toThrow(/message key/);
  });

  test("is refused with any bit changed", () => {
    const packet = sealEnvelope(authKey, "client", envelope);
    for (const offset of [8, 23, 24, 40, packet.length - 1]) {
      const changed = Buffer.from(packet);
      changed[offset]! ^= 1;
      expect(() => openEnvelope(authKey, "client", changed)).toThrow(EnvelopeError);
    }
  });

  const sizes: [string, number, number][] = [
    ["too little padding", 64, 24],
    ["too much padding", 32 + 1040, 12],
    ["no body", 64, 0],
    ["a negative size", 64, -4],
    ["half a word", 64, 6],
    ["more than there is", 64, 64],
  ];
  test.each(sizes)("is refused with %s", (_, bytes, size) => {
    const packet = sealPlain(authKey, "client", plainOf(bytes, size));
    expect(() => openEnvelope(authKey, "client", packet)).toThrow(/not allowed/);
  });

  test("is refused when it is too short to hold one", () => {
    expect(() => openEnvelope(authKey, "client", randomBytes(24 + 32))).toThrow(/too short/);
  });
});

describe("a plain message", () => {
  const packet = sealPlainMessage({ messageId: 4n, body: Buffer.alloc(8, 1) });

  test("is opened as it was sealed, with a padded transport's bytes behind it too", () => {
    const message = { messageId: 4n, body: Buffer.alloc(8, 1) };
    expect(openPlainMessage(packet, false)).toEqual(message);
    expect(openPlainMessage(Buffer.concat([packet, randomBytes(15)]), true)).toEqual(message);
  });

  test("is refused when its length is wrong", () => {
    const longer = Buffer.concat([packet, Buffer.alloc(16)]);
    expect(() => openPlainMessage(longer, true)).toThrow(PlainMessageError);
    expect(() => openPlainMessage(longer.subarray(0, -12), false)).toThrow(PlainMessageError);
    expect(() => openPlainMessage(packet.subarray(0, -4), false)).toThrow(PlainMessageError);
  });
});
