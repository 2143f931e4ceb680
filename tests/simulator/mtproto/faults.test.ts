import { describe, expect, test } from "vitest";
import { RawClient } from "../test-support/raw-client.ts";
import { RawStream } from "../test-support/raw-stream.ts";
import { answered, established, NEAREST_DC, startStub } from "../test-support/stub-server.ts";
import type {
  Call,
  Handled,
  MtprotoServer,
  MtprotoServerOptions,
  Welcome,
  WireFault,
} from "./contract.ts";

const nearest = { _: "help.getNearestDc" };

/** A stub whose answers to help.getNearestDc go wrong in this way, the first time only. */
async function startFaulty(fault: WireFault, options: Partial<MtprotoServerOptions> = {}) {
  const calls: Call[] = [];
  const server = await startStub((call): Handled => {
    calls.push(call);
    return calls.length === 1 ? { ...answered(NEAREST_DC), fault } : answered(NEAREST_DC);
  }, options);
  return { server, calls };
}

describe("an answer", () => {
  test("before whose packet the connection ends is not sent", async () => {
    await using server = (await startFaulty({ disconnect: "before" })).server;
    using client = await established(server);
    client.request(nearest);
    await expect(client.next()).rejects.toThrow("closed");
    expect(server.connections()).toEqual([]);
  });

  test("in whose packet the connection ends comes in part", async () => {
    await using server = (await startFaulty({ disconnect: "in" })).server;
    using client = await established(server);
    const before = client.stream.socket.bytesRead;
    client.request(nearest);
    await expect(client.next()).rejects.toThrow("closed");
    expect(client.stream.socket.bytesRead - before).toBeGreaterThan(20);
  });

  test("after whose packet the connection ends comes whole", async () => {
    await using server = (await startFaulty({ disconnect: "after" })).server;
    using client = await established(server);
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
    await client.stream.closed;
    expect(client.stream.socket.errored).toBeNull();
  });

  test("that was lost waits for its session", async () => {
    const { server, calls } = await startFaulty({ disconnect: "before" });
    await using _ = server;
    using first = await established(server);
    const id = first.request(nearest);
    await first.stream.closed;
    using second = await RawClient.connect(server, {
      authKey: first.authKey,
      sessionId: first.sessionId,
    });
    second.salt = first.salt;
    second.service({ _: "ping", ping_id: 1n });
    expect(await second.resultOf(id, nearest)).toEqual(NEAREST_DC);
    expect(calls).toHaveLength(1);
  });

  test("can leave the connection half-open: nothing comes, and it does not end", async () => {
    const { server, calls } = await startFaulty({ halfOpen: true });
    await using _ = server;
    using client = await established(server);
    client.request(nearest);
    client.request(nearest);
    let ended = false;
    void client.stream.closed.then(() => {
      ended = true;
    });
    const before = client.stream.socket.bytesRead;
    // Another connection's whole life is time enough for an answer to come, were there one.
    using other = await established(server);
    expect(await other.call(nearest)).toEqual(NEAREST_DC);
    expect([client.stream.socket.bytesRead - before, ended]).toEqual([0, false]);
    expect(calls.map(({ connectionId }) => connectionId)).toEqual([1, 2]);
    expect(server.connections()[0]).toMatchObject({ halfOpen: true });
    client.stream.socket.end();
    await client.stream.closed;
    expect(server.connections()).toMatchObject([{ halfOpen: false }]);
  });

  test("can be late, and holds up neither others nor pings", async () => {
    await using server = (await startFaulty({ delayMs: 50 })).server;
    using client = await established(server);
    const [late, soon] = [client.request(nearest), client.request(nearest)];
    client.service({ _: "ping", ping_id: 9n });
    const names: unknown[] = [];
    for (let count = 0; count < 3; ) {
      const { object } = await client.next();
      if (object._ === "msgs_ack") continue;
      names.push(object.req_msg_id ?? object.ping_id);
      count += 1;
    }
    expect(names.at(-1)).toBe(late);
    expect(names).toContain(soon);
    expect(names).toContain(9n);
  });

  test("can come twice, as two messages", async () => {
    await using server = (await startFaulty({ duplicateAnswer: true })).server;
    using client = await established(server);
    client.request(nearest);
    const [first, second] = [await client.next(), await client.next()];
    expect(second.object).toEqual(first.object);
    expect(second.messageId).toBeGreaterThan(first.messageId);
  });

  test("can be a refusal for its salt, and the request comes again", async () => {
    const { server, calls } = await startFaulty({ badSalt: true });
    await using _ = server;
    using client = await established(server);
    const id = client.request(nearest);
    const { object } = await client.named("bad_server_salt");
    expect(object.bad_msg_id).toBe(id);
    client.salt = object.new_server_salt as bigint;
    client.service({ _: "msgs_state_req", msg_ids: [id] });
    const { object: states } = await client.named("msgs_state_info");
    expect([...(states.info as Buffer)]).toEqual([2]); // Not received.
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
    expect(calls).toHaveLength(2);
  });

  test.each([404, 429])("can be transport error %i", async (transportError) => {
    await using server = (await startFaulty({ transportError })).server;
    using client = await established(server);
    client.request(nearest);
    await expect(client.next()).rejects.toThrow(`Transport error -${transportError}`);
  });

  test("can be of a constructor nobody knows, silence, or bytes as they are", async () => {
    const answers: Handled["answer"][] = [
      { type: "unknownConstructor" },
      { type: "silence" },
      { type: "raw", bytes: Buffer.from("0badc0de", "hex") },
    ];
    await using server = await startStub(() => ({ answer: answers.shift()! }));
    using client = await established(server);
    client.request(nearest);
    const unknown = (await client.named("rpc_result")).object.bytes as Buffer;
    const silent = client.request(nearest);
    expect((await client.next()).object).toEqual({ _: "msgs_ack", msg_ids: [silent] });
    client.request(nearest);
    const raw = (await client.named("rpc_result")).object.bytes as Buffer;
    expect([unknown.length, raw.toString("hex")]).toEqual([16, "0badc0de"]);
  });
});

describe("a connection", () => {
  const portOf = ({ dcs }: MtprotoServer) => dcs[0]!.port;

  test("can be refused, left unanswered, or answered with an error alone", async () => {
    const welcomes: Welcome[] = ["refuse", { transportError: 429 }, "halfOpen", "serve"];
    await using server = await startStub(undefined, { onConnection: () => welcomes.shift()! });
    await new RawStream({ port: portOf(server) }).closed;
    const limited = new RawStream({ port: portOf(server), transport: "intermediate" });
    limited.send(Buffer.alloc(40));
    expect((await limited.receive())?.readInt32LE(0)).toBe(-429);
    const silent = new RawStream({ port: portOf(server) });
    silent.send(Buffer.alloc(40));
    using client = await established(server);
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
    expect([silent.socket.bytesRead, silent.socket.destroyed]).toEqual([0, false]);
    limited.socket.destroy();
    silent.socket.destroy();
  });

  test("can be dropped and frozen from outside, by its key", async () => {
    await using server = await startStub();
    using first = await established(server);
    using second = await established(server);
    expect(server.dropConnections({ authKeyId: first.authKeyId })).toBe(1);
    await first.stream.closed;
    expect(server.connections()).toMatchObject([{ authKeyId: second.authKeyId }]);
    expect(server.freezeConnections({ authKeyId: second.authKeyId })).toBe(1);
    expect(server.push(second.authKeyId, { _: "updatesTooLong" })).toBe(0);
  });

  test("is refused while the server is down, and finds its key when it is back", async () => {
    await using server = await startStub();
    using first = await established(server);
    await server.goDown();
    await first.stream.closed;
    const refused = new RawStream({ port: portOf(server) });
    await refused.closed;
    expect(refused.socket.errored).toMatchObject({ code: "ECONNREFUSED" });
    await server.comeBack();
    using again = await RawClient.connect(server, { authKey: first.authKey });
    again.salt = first.salt;
    expect(await again.call(nearest)).toEqual(NEAREST_DC);
  });

  test("of one DC can be down while the other's stays", async () => {
    await using server = await startStub();
    using other = await established(server, { dcId: 4 });
    using first = await established(server);
    await server.goDown(2);
    await first.stream.closed;
    expect(await other.call(nearest)).toEqual(NEAREST_DC);
  });
});
