import { describe, expect, test } from "vitest";
import { RawClient } from "../test-support/raw-client.ts";
import { exchangeKeys } from "../test-support/raw-key-exchange.ts";
import { RawStream } from "../test-support/raw-stream.ts";
import { NEAREST_DC, startStub } from "../test-support/stub-server.ts";
import type { TlObject } from "../tl/value.ts";
import { DH_PRIME, padTo256 } from "./diffie-hellman.ts";
import { authKeyId } from "./message-crypto.ts";
import { sealPlainMessage } from "./plain-message.ts";

const nearest = { _: "help.getNearestDc" };

/** Changes fields of one message of the exchange. */
const spoilt = (name: string, fields: Partial<TlObject>) => ({
  spoil: (object: TlObject) => (object._ === name ? { ...object, ...fields } : object) as TlObject,
});

describe("a key exchange", () => {
  test("ends with a key that both sides know, for one DC alone", async () => {
    await using server = await startStub();
    using client = await RawClient.connect(server);
    expect(server.authKeys.all()).toMatchObject([{ dcId: 2, id: client.authKeyId }]);
    expect(server.authKeys.all()[0]!.key.equals(client.authKey)).toBe(true);
    using elsewhere = await RawClient.connect(server, { dcId: 4, authKey: client.authKey });
    elsewhere.request(nearest);
    await expect(elsewhere.next()).rejects.toThrow("Transport error -404");
  });

  test.each([2, 10_002, -2])("may name its DC as %i", async (dcId) => {
    await using server = await startStub();
    using client = await RawClient.connect(server, { keyExchange: { dcId } });
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
  });

  test("can take place again on one connection", async () => {
    await using server = await startStub();
    using first = await RawClient.connect(server);
    const agreed = await exchangeKeys(first.stream, {
      publicKey: server.publicKeys[0]!,
      fingerprint: BigInt(server.rsaKeys[0]!.fingerprint),
    });
    expect(server.authKeys.all().map(({ id }) => id)).toEqual([
      first.authKeyId,
      authKeyId(agreed!.authKey),
    ]);
  });

  const nonce = Buffer.alloc(16, 7);
  const refusals: [string, string, Partial<TlObject>, RegExp][] = [
    ["another nonce", "req_DH_params", { nonce }, /the nonce of req_DH_params/],
    ["another server nonce", "p_q_inner_data", { server_nonce: nonce }, /server's nonce/],
    ["wrong factors", "req_DH_params", { p: Buffer.of(2) }, /p and q/],
    ["another number", "p_q_inner_data", { pq: Buffer.of(6) }, /pq is wrong/],
    ["an unknown fingerprint", "req_DH_params", { public_key_fingerprint: 1n }, /fingerprint/],
    ["no RSA_PAD", "req_DH_params", { encrypted_data: Buffer.alloc(256, 1) }, /RSA_PAD/],
    ["bytes above the modulus", "req_DH_params", { encrypted_data: Buffer.alloc(256, 255) }, /PAD/],
    ["a broken hash", "set_client_DH_params", { encrypted_data: Buffer.alloc(336) }, /is unknown/],
  ];
  test.each(refusals)("is refused for %s", async (_, name, fields, words) => {
    await using server = await startStub();
    const connecting = RawClient.connect(server, { keyExchange: spoilt(name, fields) });
    await expect(connecting).rejects.toThrow(/refused/);
    expect(server.problems).toMatchObject([{ kind: "keyExchange" }]);
    expect(server.problems[0]!.message).toMatch(words);
    expect(server.authKeys.all()).toEqual([]);
  });

  test("is refused for a hash that is not that of the client's data", async () => {
    await using server = await startStub();
    const connecting = RawClient.connect(server, { keyExchange: { brokenHash: true } });
    await expect(connecting).rejects.toThrow(/refused/);
    expect(server.problems[0]!.message).toMatch(/the hash of client_DH_inner_data/);
  });

  test("keeps the leading zeros of what was agreed", () => {
    expect(padTo256(Buffer.of(1, 2)).toString("hex")).toBe(`${"00".repeat(254)}0102`);
  });

  test("for another DC is refused", async () => {
    await using server = await startStub();
    const connecting = RawClient.connect(server, { keyExchange: { dcId: 4 } });
    await expect(connecting).rejects.toThrow(/refused/);
  });

  test.each([Buffer.of(1), DH_PRIME, Buffer.alloc(256)])("fails for an unsafe g_b", async (gB) => {
    await using server = await startStub();
    const keyExchange = spoilt("client_DH_inner_data", { g_b: gB });
    await expect(RawClient.connect(server, { keyExchange })).rejects.toThrow(/refused/);
    expect([server.authKeys.all(), server.problems]).toEqual([[], []]); // dh_gen_fail is an answer.
  });

  test("does not begin in the middle, nor with bytes that are no message", async () => {
    await using server = await startStub();
    const bodies = [Buffer.alloc(8), Buffer.from("f5045f1f", "hex").reverse(), Buffer.alloc(4000)];
    const stream = new RawStream({ port: server.dcs[0]!.port });
    for (const body of bodies) {
      stream.send(sealPlainMessage({ messageId: 4n, body }));
      expect((await stream.receive())?.readInt32LE(0)).toBe(-404);
    }
    stream.send(sealPlainMessage({ messageId: 4n, body: Buffer.alloc(8) }).subarray(0, 24));
    expect((await stream.receive())?.readInt32LE(0)).toBe(-404);
    stream.socket.destroy();
  });
});
