import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { JobsByHand, job, QUERY } from "./server-jobs-by-hand.ts";
import { type ServerUnderTest, startTestServer, type TestSetup } from "./server-under-test.ts";

let jobs: JobsByHand;
let server: ServerUnderTest;
async function start(setup: TestSetup = {}): Promise<void> {
  jobs = new JobsByHand();
  const { getJob, onJobChange } = jobs;
  server = await startTestServer({ archive: async () => ({ getJob, onJobChange }), ...setup });
}
beforeEach(() => start());
afterEach(() => server[Symbol.asyncDispose]());

interface Update {
  readonly conflatedCount: number;
  readonly isFinal: boolean;
  readonly job: {
    state: string;
    title: string;
    progress: Record<string, unknown>;
    availableActions: string[];
  };
}

/** The events of a subscription, one by one, over either transport. */
const TRANSPORTS: Record<string, () => Promise<AsyncIterator<Update>>> = {
  WebSocket: async () => {
    const client = server.connect();
    const events = client.iterate({ query: QUERY });
    return map(events[Symbol.asyncIterator]());
  },
  "a stream of events": async () => map(await streamEvents()),
};

function map(events: AsyncIterator<unknown>): AsyncIterator<Update> {
  return {
    next: async () => {
      const { done, value } = await events.next();
      if (done) return { done: true, value: undefined };
      const result = value as { data: { jobProgress: Update } };
      return { done: false, value: result.data.jobProgress };
    },
    return: async () => {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}

async function* sse(response: Response): AsyncGenerator<unknown> {
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (event.startsWith("event: complete")) return;
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}

async function streamEvents(): Promise<AsyncGenerator<unknown>> {
  return sse(await server.post({ query: QUERY }, { accept: "text/event-stream" }));
}

describe.each(Object.entries(TRANSPORTS))("the progress of a job over %s", (_name, subscribe) => {
  it("begins with the current state, goes on with each newer one and ends after the final one", async () => {
    jobs.current = job("running", 5);
    const events = await subscribe();
    expect((await events.next()).value).toMatchObject({
      conflatedCount: 0,
      isFinal: false,
      job: {
        state: "RUNNING",
        title: "exports",
        progress: { done: "5" },
        availableActions: ["PAUSE", "CANCEL"],
      },
    });
    const next = events.next();
    jobs.change(job("running", 6));
    expect((await next).value.job.progress["done"]).toBe("6");
    const last = events.next();
    jobs.change(job("succeeded", 7));
    expect((await last).value).toMatchObject({ isFinal: true, job: { state: "SUCCEEDED" } });
    expect((await events.next()).done).toBe(true);
  });

  it("ends at once for a job that is over", async () => {
    jobs.current = job("failed", 5);
    const events = await subscribe();
    expect((await events.next()).value).toMatchObject({ isFinal: true, job: { state: "FAILED" } });
    expect((await events.next()).done).toBe(true);
  });

  it("ends when the server stops", async () => {
    const events = await subscribe();
    await events.next();
    const last = events.next();
    const stopped = server[Symbol.asyncDispose]();
    expect((await last).done).toBe(true);
    await stopped;
  });

  it("survives 2,000 changes in one turn, and the newest arrives", async () => {
    const events = await subscribe();
    await events.next();
    for (let done = 1; done <= 2_000; done++) jobs.change(job("running", done));
    let conflated = 0;
    for (let done = ""; done !== "2000"; ) {
      const { value } = await events.next();
      done = value.job.progress["done"] as string;
      conflated += value.conflatedCount + 1;
    }
    expect(conflated).toBe(2_000);
    expect(server.statements).toEqual([]);
    await events.return?.();
  });
});

describe("a subscription", () => {
  it("to a job that does not exist is refused with a reason", async () => {
    const query = `subscription { jobProgress(id: "${Buffer.from("Job:22222222-2222-4222-8222-222222222222").toString("base64url")}") { isFinal } }`;
    const [event] = await Array.fromAsync(
      sse(await server.post({ query }, { accept: "text/event-stream" })),
    );
    expect(event).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  it("tells the rate of the last seconds and what is left", async () => {
    const now = Date.now();
    jobs.change(job("running", 0, now - 4_000));
    jobs.change(job("running", 400, now));
    const events = await TRANSPORTS["WebSocket"]!();
    const { progress } = (await events.next()).value.job;
    expect(progress["perSecond"]).toBeGreaterThan(50);
    expect(progress["perSecond"]).toBeLessThanOrEqual(100);
    expect(progress["etaSeconds"]).toBeGreaterThanOrEqual(36);
    expect(progress["fraction"]).toBeCloseTo(0.1);
    await events.return?.();
  });

  it("that its client leaves is over for the server", async () => {
    for (const subscribe of Object.values(TRANSPORTS)) {
      const events = await subscribe();
      await events.next();
      await events.return?.();
    }
    // What is published now would have a reader if one were left.
    jobs.change(job("running", 1));
    await server[Symbol.asyncDispose]();
    expect(jobs.listeners.size).toBe(0);
  });

  it("is one of at most so many on a connection, which goes on", async () => {
    await server[Symbol.asyncDispose]();
    await start({ limits: { maxSubscriptionsPerConnection: 3 } });
    const client = server.connect();
    const streams = Array.from({ length: 3 }, () => client.iterate({ query: QUERY }));
    for (const stream of streams) await stream.next();
    const refused = await client
      .iterate({ query: QUERY })
      .next()
      .catch((error: unknown) => error);
    expect(refused).toMatchObject([{ extensions: { code: "LIMIT_EXCEEDED" } }]);
    const next = streams[0]!.next();
    jobs.change(job("running", 1));
    expect((await next).done).toBe(false);
    await client.dispose();
  });

  it("needs one of at most so many connections, of both kinds together", async () => {
    await server[Symbol.asyncDispose]();
    await start({ limits: { maxLiveConnections: 2 } });
    const stream = await streamEvents();
    await stream.next();
    const client = server.connect();
    const events = client.iterate({ query: QUERY });
    await events.next();
    expect((await server.post({ query: QUERY }, { accept: "text/event-stream" })).status).toBe(503);
    const code = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, "graphql-transport-ws");
      socket.on("close", resolve);
    });
    expect(code).toBe(1013);
    expect((await server.ask("{ viewer { name } }")).status).toBe(200);
    await client.dispose();
    await stream.return(undefined);
  });
});
