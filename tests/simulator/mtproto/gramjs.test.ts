import { Api } from "telegram";
import { Raw } from "telegram/events/index.js";
import { ConnectionTCPAbridged } from "telegram/network/connection/TCPAbridged.js";
import { ConnectionTCPFull } from "telegram/network/connection/TCPFull.js";
import { ConnectionTCPObfuscated } from "telegram/network/connection/TCPObfuscated.js";
import { describe, expect, test } from "vitest";
import {
  ConnectionTCPIntermediate,
  connectGramjs,
  type GramjsOptions,
} from "../test-support/gramjs-client.ts";
import { NEAREST, nearest, startGramjsStub } from "../test-support/gramjs-stub.ts";
import { answered, NEAREST_DC, refused } from "../test-support/stub-server.ts";
import { memoryAuthKeys } from "./auth-keys.ts";
import type { Call } from "./contract.ts";

describe("GramJS as it is", () => {
  const ways: [string, GramjsOptions, string][] = [
    ["ConnectionTCPFull", { connection: ConnectionTCPFull }, "full"],
    ["ConnectionTCPAbridged", { connection: ConnectionTCPAbridged }, "abridged"],
    ["ConnectionTCPObfuscated", { connection: ConnectionTCPObfuscated }, "obfuscated abridged"],
    ["an intermediate connection", { connection: ConnectionTCPIntermediate }, "intermediate"],
    ["an MTProxy", { proxied: true }, "obfuscated abridged"],
  ];
  test.each(ways)("connects and calls over %s", async (_, options, transport) => {
    const calls: Call[] = [];
    await using server = await startGramjsStub((call) => {
      calls.push(call);
      return undefined;
    });
    await using gramjs = await connectGramjs(server, options);
    const { client } = gramjs;
    expect(await nearest(client)).toEqual(NEAREST);
    expect(server.connections()).toMatchObject([{ transport, dcId: 2 }]);
    expect(calls).toMatchObject([
      {
        request: { _: "help.getConfig" },
        layer: 198,
        wrappers: ["invokeWithLayer", "initConnection"],
      },
      { request: { _: "help.getNearestDc" }, layer: 198, wrappers: [] },
    ]);
    expect(server.problems).toEqual([]);
  });

  test("factors numbers of Telegram's size", async () => {
    await using server = await startGramjsStub(undefined, { realisticPq: true });
    await using gramjs = await connectGramjs(server);
    expect(await nearest(gramjs.client)).toEqual(NEAREST);
  });

  test("comes back with a saved key, also to a server that was started again", async () => {
    const authKeys = memoryAuthKeys();
    await using first = await startGramjsStub(undefined, { authKeys });
    await using gramjs = await connectGramjs(first);
    const { client } = gramjs;
    const session = client.session.save() as unknown as string;
    const made = authKeys.all().length; // One, or more: one exchange in 256 fails in GramJS.
    await gramjs[Symbol.asyncDispose]();
    await first.close();
    await using second = await startGramjsStub(undefined, { authKeys });
    await using again = await connectGramjs(second, { session });
    expect(await nearest(again.client)).toEqual(NEAREST);
    expect(authKeys.all()).toHaveLength(made);
  });

  test("borrows another DC for a file, with a key of its own", async () => {
    const dcs = new Set<number>();
    await using server = await startGramjsStub(({ dcId, request }) => {
      dcs.add(dcId);
      if (request._ !== "upload.getFile") return undefined;
      const type = { _: "storage.filePartial" };
      return answered({ _: "upload.file", type, mtime: 0, bytes: Buffer.alloc(100_000, 7) });
    });
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    const sender = await client.getSender(4);
    const location = new Api.InputTakeoutFileLocation();
    const request = new Api.upload.GetFile({ location, limit: 131_072 });
    const file = (await sender.send(request)) as Api.upload.File;
    expect(file.bytes.equals(Buffer.alloc(100_000, 7))).toBe(true);
    expect([...dcs]).toEqual([2, 4]);
    expect(new Set(server.authKeys.all().map(({ dcId }) => dcId))).toEqual(dcs);
  });

  test("moves to another DC when told that its phone is there", async () => {
    await using server = await startGramjsStub(({ dcId, request }) => {
      if (request._ !== "auth.sendCode") return undefined;
      if (dcId === 2) return refused(303, "PHONE_MIGRATE_4");
      const type = { _: "auth.sentCodeTypeApp", length: 5 };
      return answered({ _: "auth.sentCode", type, phone_code_hash: "hash" });
    });
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    const sent = await client.sendCode({ apiId: 1, apiHash: "hash" }, "+4900000");
    expect(sent.phoneCodeHash).toBe("hash");
    expect(client.session.dcId).toBe(4);
  });

  test("sends what was refused for its salt again", async () => {
    const calls: Call[] = [];
    await using server = await startGramjsStub((call) => {
      calls.push(call);
      return undefined;
    });
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    server.rotateSalts();
    expect(await nearest(client)).toEqual(NEAREST);
    expect(calls).toHaveLength(2);
  });

  test.each([3600, -3600])(
    "follows a clock %i seconds off, at first and later",
    async (seconds) => {
      await using server = await startGramjsStub(undefined, { clockOffsetSeconds: seconds });
      await using gramjs = await connectGramjs(server);
      const { client } = gramjs;
      expect(await nearest(client)).toEqual(NEAREST);
      expect(server.problems).toEqual([]); // The key exchange told it.
      server.setClockOffset(0);
      expect(await nearest(client)).toEqual(NEAREST);
      const code = seconds > 0 ? 17 : 16;
      expect(server.problems[0]!.message).toMatch(`is refused with ${code}:`);
    },
  );

  test("gets twenty answers to twenty requests of one moment", async () => {
    await using server = await startGramjsStub();
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    const twenty = Array.from({ length: 20 }, () => nearest(client));
    expect(await Promise.all(twenty)).toEqual(twenty.map(() => NEAREST));
  });

  test("loses what follows an error in one container, and only there", async () => {
    const outcomes = async (containers: boolean) => {
      let count = 0;
      const asked = Promise.withResolvers<void>();
      await using server = await startGramjsStub(
        ({ request }) => {
          if (request._ !== "help.getNearestDc") return undefined;
          count += 1;
          if (count === 20) asked.resolve();
          return count === 3 ? refused(400, "NO") : answered(NEAREST_DC);
        },
        { containers },
      );
      await using gramjs = await connectGramjs(server);
      const { client } = gramjs;
      let settled = 0;
      for (let index = 0; index < 20; index += 1) {
        const settle = () => {
          settled += 1;
        };
        nearest(client).then(settle, settle);
      }
      await asked.promise;
      await new Promise(setImmediate); // The answers are out.
      // Answers keep their order on one connection: what is not settled after another request
      // never will be.
      await nearest(client);
      return settled;
    };
    expect(await outcomes(true)).toBe(3);
    expect(await outcomes(false)).toBe(20);
  });

  test("gets updates pushed to its key", async () => {
    await using server = await startGramjsStub();
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    await client.getMe();
    const came = Promise.withResolvers<{ pts?: number }>();
    client.addEventHandler((update: { className?: string; pts?: number }) => {
      if (update.className === "UpdateDeleteChannelMessages") came.resolve(update);
    }, new Raw({}));
    const deleted = { _: "updateDeleteChannelMessages", channel_id: 5n, messages: [1], pts: 9 };
    const updates = { ...deleted, pts_count: 1 };
    const key = server.connections()[0]!.authKeyId!;
    const pushed = { _: "updates", updates: [updates], users: [], chats: [], date: 0, seq: 0 };
    expect(server.push(key, pushed)).toBe(1);
    expect((await came.promise).pts).toBe(9);
  });

  test("rejects a request whose answer it does not know, and goes on", async () => {
    let count = 0;
    await using server = await startGramjsStub(({ request }) => {
      if (request._ !== "help.getNearestDc") return undefined;
      count += 1;
      return count === 1 ? { answer: { type: "unknownConstructor" } } : undefined;
    });
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    await expect(nearest(client)).rejects.toThrow(/matching Constructor ID/);
    expect(await nearest(client)).toEqual(NEAREST);
  });

  test("is told that its key is not known any more", async () => {
    await using server = await startGramjsStub();
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    const told = Promise.withResolvers<void>();
    const sender = client._sender as unknown as { _handleBadAuthKey: () => void };
    sender._handleBadAuthKey = () => told.resolve();
    server.forgetKey(server.connections()[0]!.authKeyId!);
    void nearest(client);
    await told.promise;
    expect(server.problems).toEqual([]);
  });
});
