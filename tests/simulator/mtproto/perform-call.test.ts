import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { RawClient } from "../test-support/raw-client.ts";
import { answered, established, NEAREST_DC, startStub } from "../test-support/stub-server.ts";
import { encodeRequest } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import type { Call, Handled } from "./contract.ts";
import { GZIP_PACKED } from "./protocol-schema.ts";

const { schema } = telegramSchema();
const nearest = { _: "help.getNearestDc" };
const NEAREST = encodeRequest(schema, nearest);
const CONFIG = encodeRequest(schema, { _: "help.getConfig" });
const ping = { _: "ping", ping_id: 77n };

describe("requests", () => {
  test("are unwrapped, and their wrappers are told", async () => {
    const calls: Call[] = [];
    await using server = await startStub((call) => {
      calls.push(call);
      return undefined;
    });
    using client = await established(server);
    const init = {
      _: "initConnection",
      ...{ api_id: 7, device_model: "d", system_version: "s", app_version: "a" },
      ...{ system_lang_code: "en", lang_pack: "", lang_code: "en" },
    };
    const takeout = { _: "invokeWithTakeout", takeout_id: 99n, query: nearest };
    const silent = { _: "invokeWithoutUpdates", query: takeout };
    const query = { ...init, query: silent };
    expect(await client.call({ _: "invokeWithLayer", layer: 198, query })).toEqual(NEAREST_DC);
    await client.call(nearest);
    expect(calls).toMatchObject([
      { layer: 198, takeoutId: 99n, noUpdates: true, dcId: 2, initConnection: init },
      { layer: 198, takeoutId: null, noUpdates: false, wrappers: [], request: nearest },
    ]);
    expect(calls[0]!.wrappers).toHaveLength(4);
    expect(calls[0]!.authKeyId).toBe(client.authKeyId);
  });

  test("invokeAfterMsg waits for the other request and fails when that one does", async () => {
    const first = Promise.withResolvers<Handled>();
    const order: string[] = [];
    await using server = await startStub(({ request }) => {
      order.push(request._);
      return request._ === "help.getConfig" ? first.promise : undefined;
    });
    using client = await established(server);
    const id = client.send(CONFIG);
    const after = { _: "invokeAfterMsg", msg_id: id, query: nearest };
    const afterId = client.request(after);
    await client.named("msgs_ack");
    expect(order).toEqual(["help.getConfig"]);
    first.resolve({ answer: { type: "error", code: 400, message: "NO" } });
    expect(await client.resultOf(afterId, after)).toMatchObject({
      error_message: "MSG_WAIT_FAILED",
    });
    expect(order).toEqual(["help.getConfig"]);
  });

  test("that do not parse get Telegram's error, and the problem is told with its place", async () => {
    await using server = await startStub();
    using client = await established(server);
    const trailing = client.send(Buffer.concat([NEAREST, Buffer.alloc(4)]));
    expect(await client.resultOf(trailing, nearest)).toMatchObject({
      error_code: 400,
      error_message: "INPUT_FETCH_ERROR",
    });
    const unknown = client.send(Buffer.from("04030201", "hex"));
    expect(await client.resultOf(unknown, nearest)).toMatchObject({
      error_message: "INPUT_METHOD_INVALID_16909060_0",
    });
    expect(server.problems).toMatchObject([
      { kind: "request", cause: { fault: "trailingBytes", offset: 4 } },
      { kind: "request", cause: { fault: "unknownConstructor", offset: 0 } },
    ]);
  });

  test("whose handler fails, or answers what the method does not return, get 500", async () => {
    let count = 0;
    await using server = await startStub(() => {
      count += 1;
      if (count === 1) throw new Error("broken");
      if (count === 2) return Promise.reject(new Error("broken"));
      return answered(true);
    });
    using client = await established(server);
    for (let index = 0; index < 3; index += 1) {
      expect(await client.call(nearest)).toMatchObject({ error_code: 500 });
    }
    expect(server.problems.map(({ kind }) => kind)).toEqual(["handler", "handler", "answer"]);
  });

  test("whose connection ends are aborted", async () => {
    const asked = Promise.withResolvers<Call>();
    await using server = await startStub((call) => {
      asked.resolve(call);
      return new Promise<Handled>(() => {});
    });
    using client = await established(server);
    client.request(nearest);
    const { signal } = await asked.promise;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    client.stream.socket.destroy();
    await aborted;
    expect(signal.aborted).toBe(true);
  });
});

describe("a large answer", () => {
  test("that gzip makes no smaller is sent as it is", async () => {
    const bytes = randomBytes(5000);
    const file = { _: "upload.file", type: { _: "storage.fileUnknown" }, mtime: 0, bytes };
    await using server = await startStub(() => answered(file));
    using client = await established(server);
    const location = { _: "inputTakeoutFileLocation" };
    const request = { _: "upload.getFile", location, offset: 0n, limit: 8192 };
    client.request(request);
    const sent = (await client.named("rpc_result")).object.bytes as Buffer;
    expect(sent.equals(server.encodeResult(request, file))).toBe(true);
    expect(sent.readUInt32LE(0)).not.toBe(GZIP_PACKED);
  });
});

describe("updates", () => {
  const updates = { _: "updatesTooLong" };

  test("reach every connected session that made a call for them", async () => {
    await using server = await startStub();
    using first = await established(server);
    using second = await RawClient.connect(server, { authKey: first.authKey });
    using quiet = await RawClient.connect(server, { authKey: first.authKey });
    second.salt = first.salt;
    quiet.salt = first.salt;
    await quiet.call({ _: "invokeWithoutUpdates", query: nearest });
    await first.call(nearest);
    await second.call(nearest);
    expect(server.push(first.authKeyId, updates)).toBe(2);
    expect((await first.next()).object).toEqual(updates);
    expect((await second.next()).object).toEqual(updates);
    quiet.service(ping);
    expect((await quiet.next()).object._).toBe("pong");
    second.stream.socket.destroy();
    await second.stream.closed;
    expect(() => server.push(first.authKeyId, NEAREST_DC)).toThrow(/nearestDc is no Updates/);
  });

  test("that are ready with an answer come in its container", async () => {
    const pushed: number[] = [];
    await using server = await startStub((call) => {
      pushed.push(server.push(call.authKeyId, updates));
      return undefined;
    });
    using client = await established(server);
    client.request(nearest);
    const [update, answer] = [await client.next(), await client.next()];
    expect([update.object._, answer.object._]).toEqual(["updatesTooLong", "rpc_result"]);
    expect(update.container).toBe(answer.container);
    expect(update.messageId & 3n).toBe(3n);
    expect(answer.messageId & 3n).toBe(1n);
    expect(pushed).toEqual([1]);
  });
});
