import { connect } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { JobsByHand, job, QUERY } from "./server-jobs-by-hand.ts";
import { type ServerUnderTest, startTestServer, TEST_TOKEN } from "./server-under-test.ts";

let jobs: JobsByHand;
let server: ServerUnderTest;
beforeEach(async () => {
  jobs = new JobsByHand();
  const { getJob, onJobChange } = jobs;
  server = await startTestServer({
    archive: async () => ({ getJob, onJobChange }),
    limits: { slowConsumerMilliseconds: 500 },
  });
  jobs.current = wide(0);
});
afterEach(() => server[Symbol.asyncDispose]());

/** A state whose event is large, so that few fill what lies between server and client. */
function wide(done: number) {
  const input = { paths: [`/${"x".repeat(200_000)}`], timeZone: null, channelId: null };
  return { ...job("running", done), input };
}

/** Opens a subscription over a stream of events and stops reading. */
function stallEventStream(): Promise<unknown> {
  const socket = connect(server.port, "127.0.0.1");
  const body = JSON.stringify({ query: QUERY });
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
      `Authorization: Bearer ${TEST_TOKEN}\r\nContent-Type: application/json\r\n` +
      `Accept: text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  socket.pause();
  socket.on("error", () => {});
  return new Promise((resolve) => {
    resume = () => socket.resume();
    socket.once("close", resolve);
  });
}

/** Opens a subscription over WebSocket and stops reading. */
function stallWebSocket(): Promise<unknown> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, "graphql-transport-ws");
  socket.on("error", () => {});
  socket.on("open", () => {
    socket.send(JSON.stringify({ type: "connection_init", payload: { token: TEST_TOKEN } }));
  });
  socket.once("message", () => {
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: QUERY } }));
    socket.pause();
  });
  return new Promise((resolve) => {
    resume = () => socket.resume();
    socket.once("close", resolve);
  });
}

let resume: () => void;

it.each([
  ["a stream of events", stallEventStream],
  ["a WebSocket", stallWebSocket],
])(
  "a client that does not read %s costs little, hurts nobody and is cut off",
  async (_what, stall) => {
    const closed = stall();
    const client = server.connect();
    const events = client.iterate({ query: QUERY });
    await events.next();
    const before = process.memoryUsage().rss;
    let done = 0;
    const isCutOff = () => server.log.join("").includes("did not read");
    // Another client gets its events all the while.
    await vi.waitFor(
      async () => {
        const next = events.next();
        for (let step = 0; step < 20; step++) jobs.change(wide(++done));
        expect((await next).done).toBe(false);
        expect(isCutOff()).toBe(true);
      },
      { timeout: 20_000, interval: 5 },
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    resume();
    await closed;
    await client.dispose();
  },
);
