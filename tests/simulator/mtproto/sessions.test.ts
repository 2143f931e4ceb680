import { describe, expect, test } from "vitest";
import { RawClient } from "../test-support/raw-client.ts";
import { established, NEAREST_DC, startStub } from "../test-support/stub-server.ts";
import { encodeRequest } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import { Salts } from "./salts.ts";
import { Sessions } from "./sessions.ts";

const { schema } = telegramSchema();
const nearest = { _: "help.getNearestDc" };
const NEAREST = encodeRequest(schema, nearest);

describe("salts and sessions", () => {
  test("a client that knows no salt is told one, and new_session_created comes once", async () => {
    await using server = await startStub();
    using client = await RawClient.connect(server);
    const refusedId = client.send(NEAREST, { salt: 0n });
    const { object: bad } = await client.next();
    expect(bad).toMatchObject({ _: "bad_server_salt", bad_msg_id: refusedId, error_code: 48 });
    client.salt = bad.new_server_salt as bigint;
    const id = client.send(NEAREST);
    const { object: created } = await client.next();
    expect(created).toMatchObject({ _: "new_session_created", first_msg_id: id });
    expect(created.server_salt).toBe(client.salt);
    expect(await client.resultOf(id, nearest)).toEqual(NEAREST_DC);
    client.request(nearest);
    expect(await client.next()).toMatchObject({ object: { _: "rpc_result" }, container: null });
  });

  test("the salt agreed in the key exchange is good, until the salts are rotated", async () => {
    await using server = await startStub();
    using client = await RawClient.connect(server);
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
    server.rotateSalts();
    client.request(nearest);
    expect((await client.next()).object._).toBe("bad_server_salt");
  });

  test("future salts are those that will be taken", async () => {
    let now = Date.now();
    await using server = await startStub(undefined, { now: () => now });
    using client = await established(server);
    client.service({ _: "get_future_salts", num: 3 });
    const { object } = await client.named("future_salts");
    const salts = object.salts as unknown as readonly { valid_since: number; salt: bigint }[];
    expect(salts.map(({ salt }) => salt)[0]).toBe(client.salt);
    expect(salts).toHaveLength(3);
    now = salts[2]!.valid_since * 1000;
    client.salt = salts[2]!.salt;
    const id = client.send(NEAREST, { id: client.nextId(now) });
    expect(await client.resultOf(id, nearest)).toEqual(NEAREST_DC);
    client.send(NEAREST, { id: client.nextId(now), salt: salts[0]!.salt });
    expect((await client.next()).object._).toBe("bad_server_salt");
  });

  test("an answer that was not acknowledged comes again when its session comes back", async () => {
    await using server = await startStub();
    using first = await established(server);
    const id = first.request(nearest);
    const { object } = await first.named("rpc_result");
    const { authKey, sessionId } = first;
    first.stream.socket.destroy();
    using second = await RawClient.connect(server, { authKey, sessionId });
    second.send(NEAREST, { salt: first.salt, seqNo: 9 });
    const again = await second.until(({ object: each }) => each.req_msg_id === id);
    expect(again.object).toEqual(object);
  });

  test("destroy_session ends another session, never the current one", async () => {
    await using server = await startStub();
    using client = await established(server);
    using other = await RawClient.connect(server, { authKey: client.authKey });
    other.salt = client.salt;
    await other.call(nearest);
    client.service({ _: "destroy_session", session_id: other.sessionId });
    expect((await client.next()).object._).toBe("destroy_session_ok");
    client.service({ _: "destroy_session", session_id: other.sessionId });
    expect((await client.next()).object._).toBe("destroy_session_none");
    client.service({ _: "destroy_session", session_id: client.sessionId });
    expect((await client.next()).object._).toBe("destroy_session_none");
    other.request(nearest);
    expect((await other.next()).object._).toBe("new_session_created");
  });
});

describe("the sessions of a key", () => {
  test("are let go when they are many and silent, the oldest first", () => {
    const sessions = new Sessions({ containers: true, now: Date.now });
    const authKey = { id: 5n, dcId: 2, key: Buffer.alloc(256) };
    const salts = new Salts(authKey.key);
    const key = { authKey, salts, layer: null, initConnection: null };
    const opened = Array.from({ length: 40 }, (_, id) => sessions.open(key, BigInt(id)));
    expect(sessions.of(5n)).toEqual(opened.slice(8));
    expect(sessions.open(key, 39n)).toBe(opened[39]);
    expect(sessions.open(key, 0n)).not.toBe(opened[0]);
  });
});
