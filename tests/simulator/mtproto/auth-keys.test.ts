import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { RawClient } from "../test-support/raw-client.ts";
import { established, NEAREST_DC, startStub } from "../test-support/stub-server.ts";
import { memoryAuthKeys } from "./auth-keys.ts";
import { serverKey } from "./server-key.ts";

const nearest = { _: "help.getNearestDc" };

describe("an auth key", () => {
  test("outlives the server in its store", async () => {
    const authKeys = memoryAuthKeys();
    const first = await startStub(undefined, { authKeys });
    const client = await established(first);
    await first.close();
    await using second = await startStub(undefined, { authKeys });
    using again = await RawClient.connect(second, { authKey: client.authKey });
    again.salt = client.salt;
    expect(await again.call(nearest)).toEqual(NEAREST_DC);
  });

  test("that was forgotten gets transport error 404, on open connections and new ones", async () => {
    await using server = await startStub();
    using client = await established(server);
    server.forgetKey(client.authKeyId);
    client.request(nearest);
    await expect(client.next()).rejects.toThrow("Transport error -404");
    using again = await RawClient.connect(server, { authKey: client.authKey });
    again.request(nearest);
    await expect(again.next()).rejects.toThrow("Transport error -404");
    expect([server.authKeys.all(), server.problems]).toEqual([[], []]);
  });

  test("does not open what was changed on the way", async () => {
    await using server = await startStub();
    using client = await established(server);
    const changed = Buffer.alloc(24 + 80, 1);
    changed.writeBigInt64LE(client.authKeyId, 0);
    client.stream.send(changed);
    await expect(client.next()).rejects.toThrow("Transport error -404");
    expect(server.problems.map(({ message }) => message)).toEqual([
      "The message key is not that of the message.",
    ]);
  });

  test("is made with the RSA key that is given, else with one per process", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    await using own = await startStub(undefined, { privateKey: pem });
    await using usual = await startStub();
    expect(own.publicKeys).not.toEqual(usual.publicKeys);
    expect(usual.publicKeys).toEqual([serverKey().publicKey]);
    using client = await established(own);
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
  });
});
