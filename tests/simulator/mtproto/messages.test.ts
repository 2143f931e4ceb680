import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { idAt, RawClient } from "../test-support/raw-client.ts";
import { answered, established, NEAREST_DC, startStub } from "../test-support/stub-server.ts";
import { ByteWriter } from "../tl/byte-writer.ts";
import { encodeRequest } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import type { Call, Handled } from "./contract.ts";
import { GZIP_PACKED } from "./protocol-schema.ts";

const { schema } = telegramSchema();
const nearest = { _: "help.getNearestDc" };
const NEAREST = encodeRequest(schema, nearest);
const ping = { _: "ping", ping_id: 77n };
/** One message with id 4, seqno 0 and four bytes. */
const CONTAINER = Buffer.from(
  "dcf8f17301000000" + "0400000000000000" + "00000000" + "04000000" + "11111111",
  "hex",
);

describe("message ids and seqnos", () => {
  const refusals: [string, number, (client: RawClient) => void][] = [
    ["too old", 16, (c) => c.send(NEAREST, { id: idAt(Date.now() - 400_000) })],
    ["too far ahead", 17, (c) => c.send(NEAREST, { id: idAt(Date.now() + 60_000) })],
    ["no multiple of four", 18, (c) => c.send(NEAREST, { id: c.nextId() + 1n })],
    ["with a seqno of one before", 32, (c) => c.send(NEAREST, { seqNo: 1 })],
    ["with an even seqno for a request", 35, (c) => c.send(NEAREST, { seqNo: 100 })],
    ["with an empty container", 64, (c) => c.container([])],
    ["with a container older than what it holds", 64, (c) => c.container([NEAREST], c.nextId())],
    ["with a container in a container", 64, (c) => c.container([CONTAINER])],
    ["with a container that goes on", 64, (c) => c.send(Buffer.concat([CONTAINER, NEAREST]))],
  ];
  test.each(refusals)("a message %s gets code %i", async (_, code, send) => {
    await using server = await startStub();
    using client = await established(server);
    send(client);
    const { object } = await client.next();
    expect(object).toMatchObject({ _: "bad_msg_notification", error_code: code });
    expect(server.problems).toMatchObject([{ kind: "message" }]);
    expect(await client.call(nearest)).toEqual(NEAREST_DC);
  });

  test("an older message with a higher seqno gets code 33, an odd container 34", async () => {
    await using server = await startStub();
    using client = await established(server);
    const early = client.nextId();
    await client.call(nearest);
    client.send(NEAREST, { id: early, seqNo: 201 });
    expect((await client.next()).object.error_code).toBe(33);
    client.send(CONTAINER, { seqNo: 203 });
    expect((await client.next()).object.error_code).toBe(34);
  });

  test("a container's id that came before gets code 19, an id of long ago 20", async () => {
    await using server = await startStub();
    using client = await established(server);
    const early = client.nextId();
    client.container([NEAREST]);
    const own = client.lastContainer;
    await client.named("rpc_result");
    client.container([NEAREST], own);
    expect((await client.next()).object).toMatchObject({ bad_msg_id: own, error_code: 19 });
    const acks = Array.from({ length: 1024 }, () => ({ _: "msgs_ack", msg_ids: [] }));
    for (const ack of acks) client.service(ack);
    client.send(NEAREST, { id: early });
    expect((await client.next()).object).toMatchObject({ bad_msg_id: early, error_code: 20 });
  });

  test("a clock that is an hour off is named by the id of the refusal", async () => {
    await using server = await startStub(undefined, { clockOffsetSeconds: -3600 });
    using client = await RawClient.connect(server);
    client.send(NEAREST);
    const refusal = await client.next();
    expect(refusal.object).toMatchObject({ _: "bad_msg_notification", error_code: 17 });
    const serverNow = Number(refusal.messageId >> 32n);
    expect(Math.abs(serverNow - (Date.now() / 1000 - 3600))).toBeLessThan(60);
    const id = client.send(NEAREST, { id: BigInt(serverNow) << 32n });
    expect(await client.resultOf(id, nearest)).toEqual(NEAREST_DC);
    server.setClockOffset(3600);
    client.send(NEAREST);
    expect((await client.named("bad_msg_notification")).object.error_code).toBe(16);
  });

  test("a message that comes twice is performed once and answered twice", async () => {
    const seen: bigint[] = [];
    await using server = await startStub((call) => {
      seen.push(call.messageId);
      return undefined;
    });
    using client = await established(server);
    const seqNo = client.nextSeqNo(true);
    const id = client.send(NEAREST, { seqNo });
    const first = await client.named("rpc_result");
    client.send(NEAREST, { id, seqNo });
    const second = await client.named("rpc_result");
    expect([second.messageId, second.object]).toEqual([first.messageId, first.object]);
    expect(seen).toEqual([id]);
  });
});

describe("containers, gzip and acknowledgements", () => {
  test("what comes in one container is answered in one", async () => {
    await using server = await startStub();
    using client = await established(server);
    const ids = client.container(Array.from({ length: 20 }, () => NEAREST));
    const answers = [];
    for (const _ of ids) answers.push(await client.next());
    expect(answers.map(({ object }) => object.req_msg_id)).toEqual(ids);
    expect(new Set(answers.map(({ container }) => container)).size).toBe(1);
    expect(answers[0]!.container).not.toBeNull();
    client.service(ping); // Answered is acknowledged: nothing else was said.
    expect((await client.next()).object._).toBe("pong");
  });

  test("without containers every answer is a packet of its own", async () => {
    await using server = await startStub(undefined, { containers: false });
    using client = await established(server);
    for (const _ of client.container([NEAREST, NEAREST])) {
      expect((await client.next()).container).toBeNull();
    }
  });

  test("a gzipped request is understood, and a large answer is gzipped", async () => {
    const text = "Hello, hello. ".repeat(500);
    const value = { _: "help.inviteText", message: text };
    await using server = await startStub(() => answered(value));
    using client = await established(server);
    const request = { _: "help.getInviteText" };
    const writer = new ByteWriter();
    writer.int(GZIP_PACKED);
    writer.bytes(gzipSync(encodeRequest(schema, request)));
    const id = client.send(writer.toBuffer());
    const message = await client.named("rpc_result");
    const bytes = message.object.bytes as Buffer;
    expect([message.object.req_msg_id, bytes.readUInt32LE(0)]).toEqual([id, GZIP_PACKED]);
    expect(bytes.length).toBeLessThan(text.length / 10);
    expect(await client.call(request)).toEqual(value);
  });

  test("a request without an answer yet is acknowledged", async () => {
    const answer = Promise.withResolvers<Handled>();
    await using server = await startStub(() => answer.promise);
    using client = await established(server);
    const id = client.request(nearest);
    expect((await client.next()).object).toEqual({ _: "msgs_ack", msg_ids: [id] });
    answer.resolve(answered(NEAREST_DC));
    expect(await client.resultOf(id, nearest)).toEqual(NEAREST_DC);
  });

  test("a ping is answered, and ping_delay_disconnect ends the connection in time", async () => {
    await using server = await startStub();
    using client = await established(server);
    const id = client.service(ping);
    const pong = { _: "pong", msg_id: id, ping_id: 77n };
    expect((await client.next()).object).toEqual(pong);
    client.service({ _: "ping_delay_disconnect", ping_id: 5n, disconnect_delay: 0 });
    expect((await client.next()).object).toMatchObject({ _: "pong", ping_id: 5n });
    await client.stream.closed;
    expect(server.connections()).toEqual([]);
  });
});

describe("the state of messages", () => {
  test("is told for received, unknown and answered ones", async () => {
    await using server = await startStub();
    using client = await established(server);
    const early = client.nextId();
    const call = client.request(nearest);
    await client.named("rpc_result");
    client.service({ _: "msgs_state_req", msg_ids: [call, early, call + (1n << 40n)] });
    const { object } = await client.named("msgs_state_info");
    expect([...(object.info as Buffer)]).toEqual([4 + 8 + 32 + 64, 2, 3]);
  });

  test("a message is sent again on request until it is acknowledged", async () => {
    await using server = await startStub();
    using client = await established(server);
    const id = client.request(nearest);
    const { messageId, object } = await client.named("rpc_result");
    client.service({ _: "msg_resend_req", msg_ids: [messageId] });
    expect(await client.next()).toMatchObject({ messageId, object });
    client.service({ _: "msgs_ack", msg_ids: [messageId] });
    client.service({ _: "msg_resend_req", msg_ids: [messageId] });
    expect((await client.next()).object._).toBe("msgs_state_info");
    client.service({ _: "msgs_state_req", msg_ids: [id] });
    expect([...((await client.next()).object.info as Buffer)]).toEqual([4 + 8]);
  });

  test("an answer can be dropped while it is made and after", async () => {
    const calls: Call[] = [];
    const late = Promise.withResolvers<Handled>();
    await using server = await startStub((call) => {
      calls.push(call);
      return calls.length === 1 ? late.promise : undefined;
    });
    using client = await established(server);
    const running = client.request(nearest);
    await client.named("msgs_ack");
    const drop = async (id: bigint) => {
      const asked = { _: "rpc_drop_answer", req_msg_id: id };
      return await client.resultOf(client.service(asked), asked);
    };
    expect(await drop(running)).toEqual({ _: "rpc_answer_dropped_running" });
    expect(calls[0]!.signal.aborted).toBe(true);
    late.resolve(answered(NEAREST_DC));
    client.service(ping);
    expect((await client.next()).object._).toBe("pong");
    const done = client.request(nearest);
    const { messageId } = await client.named("rpc_result");
    expect(await drop(done)).toMatchObject({ _: "rpc_answer_dropped", msg_id: messageId });
    expect(await drop(done)).toEqual({ _: "rpc_answer_unknown" });
  });
});
