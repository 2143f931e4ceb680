import type { FloodDeadline, Job } from "@telekeep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHANNEL, fillChannel } from "./server-fixture.ts";
import { subscribe } from "./server-subscription.ts";
import type { ServerUnderTest } from "./server-under-test.ts";
import { startTestServer } from "./server-under-test.ts";

const NODE_ID = Buffer.from(`Channel:${CHANNEL}`).toString("base64url");
const EVENTS = `subscription($ids: [ID!]) { channelProgress(ids: $ids) { isSnapshot conflatedCount
  channel { id } progress { state stateReason waitingUntil coveredFraction coveredIds knownIds
    archivedMessages } } }`;
const FLOODS = `subscription($accounts: [BigInt!]) { floodWait(accounts: $accounts) { isOver
  floodWait { method seconds startedAt until account { label } } } }`;

/** What an archive tells by itself, told by hand. */
class News {
  readonly #listeners = new Map<string, Set<(news: never) => void>>();
  readonly #add = (kind: string) => (listener: (news: never) => void) => {
    const all = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, all.add(listener));
    return () => all.delete(listener);
  };
  readonly onCommit = this.#add("commit");
  readonly onFlood = this.#add("flood");
  readonly onJobChange = this.#add("job");
  #tell(kind: string, news: unknown): void {
    for (const listener of this.#listeners.get(kind) ?? []) listener(news as never);
  }
  commit = (channelId: number) => this.#tell("commit", channelId);
  flood = (deadline: FloodDeadline) => this.#tell("flood", deadline);
  job = (job: Job) => this.#tell("job", job);
}

let news: News;
let server: ServerUnderTest;
beforeEach(async () => {
  news = new News();
  const { onCommit, onFlood, onJobChange } = news;
  const telegram = { accounts: async () => [{ id: 7, label: "main" }] };
  server = await startTestServer({
    archive: async () => ({ onCommit, onFlood, onJobChange, telegram }) as never,
  });
  await fillChannel(server.database.pool);
});
afterEach(() => server[Symbol.asyncDispose]());

/** Puts a backfill of the channel into the database, created so many seconds after the others. */
async function insertJob(state: string, columns: object = {}, second = 0): Promise<void> {
  const { progress = null, failure = null } = columns as Record<string, unknown>;
  await server.database.pool.query(
    `INSERT INTO job (id, kind, state, input, progress, failure, created_by, input_hash, created_at)
     VALUES (gen_random_uuid(), 'backfill', $1::job_state, jsonb_build_object('channelId', $2::bigint), $3, $4,
       'owner', '\\x00', timestamptz '2026-01-01Z' + $5 * interval '1 second')`,
    [state, CHANNEL, progress, failure, second],
  );
}

async function progress(): Promise<Record<string, unknown>> {
  const { data } = await server.ask(`{ channels(first: 1) { edges { node { progress { state
    stateReason waitingUntil coveredFraction etaSeconds job { state } } } } } }`);
  return data.channels.edges[0].node.progress;
}

describe("the progress of a channel", () => {
  it("is the share of ids examined, from what was committed", async () => {
    expect(await progress()).toMatchObject({
      ...{ state: "IDLE", stateReason: null, waitingUntil: null, job: null, etaSeconds: null },
      coveredFraction: 100 / 120,
    });
    await server.database.pool.query("UPDATE channel SET coverage = '{[1,121)}'");
    expect(await progress()).toMatchObject({ state: "COMPLETE", coveredFraction: 1 });
  });

  it.each([
    ["queued", {}, { state: "QUEUED" }],
    ["running", { progress: { phase: "fetching" } }, { state: "RUNNING" }],
    [
      "running",
      { progress: { phase: "waiting", reason: "Why.", until: Date.UTC(2030, 0, 1) } },
      { state: "WAITING", stateReason: "Why.", waitingUntil: "2030-01-01T00:00:00.000Z" },
    ],
    ["paused", { progress: { phase: "waiting", reason: "Why." } }, { state: "PAUSED" }],
    [
      "failed",
      { failure: { code: "X", message: "Add it again." } },
      { state: "FAILED", stateReason: "Add it again." },
    ],
    ["canceled", {}, { state: "IDLE", job: null }],
  ])("follows its job that is %s", async (state, columns, expected) => {
    await insertJob(state, columns);
    expect(await progress()).toMatchObject(expected);
  });

  it("forgets a failure that a later job has made good, and heeds one that came last", async () => {
    await insertJob("failed", { failure: { code: "X", message: "No." } }, 1);
    await insertJob("succeeded", {}, 2);
    expect(await progress()).toMatchObject({ state: "IDLE", job: null });
    await insertJob("failed", { failure: { code: "X", message: "Again." } }, 3);
    expect(await progress()).toMatchObject({ state: "FAILED", stateReason: "Again." });
    await insertJob("running", {}, 4);
    expect(await progress()).toMatchObject({ state: "RUNNING", job: { state: "RUNNING" } });
  });
});

describe.each(["WebSocket", "a stream of events"] as const)("channelProgress over %s", (way) => {
  it("begins with the channels as they are and goes on with what was committed", async () => {
    await using events = subscribe(server, way, EVENTS, {});
    expect(await events.next()).toEqual({
      channelProgress: {
        ...{ isSnapshot: true, conflatedCount: 0, channel: { id: NODE_ID } },
        progress: {
          ...{ state: "IDLE", stateReason: null, waitingUntil: null, coveredIds: 100 },
          ...{ coveredFraction: 100 / 120, knownIds: 120, archivedMessages: 120 },
        },
      },
    });
    const next = events.next();
    // Nothing but what the database holds is told, whoever says that something has changed.
    news.commit(Number(CHANNEL));
    expect(await next).toMatchObject({
      channelProgress: { isSnapshot: false, progress: { coveredIds: 100 } },
    });
    const later = events.next();
    await server.database.pool.query("UPDATE channel SET coverage = coverage + '{[41,51)}'");
    news.commit(Number(CHANNEL));
    expect(await later).toMatchObject({ channelProgress: { progress: { coveredIds: 110 } } });
  });

  it("says which channel there is not", async () => {
    const unknown = Buffer.from("Channel:5").toString("base64url");
    await using events = subscribe(server, way, EVENTS, { ids: [unknown] });
    await expect(events.next()).rejects.toThrow("The archive has no such channel.");
  });
});

describe("channelProgress", () => {
  it("tells of channels that come later, when it was asked for all", async () => {
    await using events = subscribe(server, "WebSocket", EVENTS, {});
    await events.next();
    const next = events.next();
    await server.database.pool.query(
      "INSERT INTO channel (id, kind, title) VALUES (-1000000000001, 'channel', 'New')",
    );
    news.commit(-1_000_000_000_001);
    expect(await next).toMatchObject({ channelProgress: { progress: { knownIds: 0 } } });
  });

  it("reads nothing while nobody watches, and once for all who do", async () => {
    news.commit(Number(CHANNEL));
    expect(server.statements).toEqual([]);
    await using first = subscribe(server, "WebSocket", EVENTS, {});
    await using second = subscribe(server, "WebSocket", EVENTS, {});
    await Promise.all([first.next(), second.next()]);
    const before = server.statements.length;
    const both = Promise.all([first.next(), second.next()]);
    for (let commit = 0; commit < 1_000; commit++) news.commit(Number(CHANNEL));
    await both;
    expect(server.statements.length - before).toBe(1);
  });
});

describe("flood waits", () => {
  const inForce = (until: number): FloodDeadline => ({
    ...{ accountId: 7, call: "history", seconds: 30, startedAt: until - 30_300, until },
  });
  const record = ({ accountId, call, seconds, startedAt, until }: FloodDeadline) =>
    server.database.pool.query("INSERT INTO flood_wait VALUES ($1, $2, $3, $4, $5)", [
      ...[accountId, call, seconds, new Date(startedAt), new Date(until)],
    ]);

  it("are listed while they are in force, with the account's label", async () => {
    const until = Date.now() + 3_600_000;
    await record(inForce(until));
    await record({ ...inForce(Date.now() - 1_000), call: "resolve" });
    const { data } = await server.ask(
      "{ floodWaits { method seconds startedAt until account { label } } }",
    );
    expect(data.floodWaits).toEqual([
      {
        ...{ method: "history", seconds: 30, account: { label: "main" } },
        startedAt: new Date(until - 30_300).toISOString(),
        until: new Date(until).toISOString(),
      },
    ]);
  });

  it("are told of when they begin, and when they end, also those of before the start", async () => {
    const end = Date.now() + 1_000;
    await record(inForce(end));
    await using events = subscribe(server, "a stream of events", FLOODS, { accounts: ["7"] });
    expect(await events.next()).toMatchObject({
      floodWait: { isOver: false, floodWait: { until: new Date(end).toISOString() } },
    });
    news.flood({ ...inForce(end + 1_000), accountId: 8 });
    const until = Date.now() + 3_600_000;
    news.flood({ ...inForce(until), call: "resolve" });
    expect(await events.next()).toMatchObject({
      floodWait: { isOver: false, floodWait: { method: "resolve" } },
    });
    expect(await events.next()).toMatchObject({
      floodWait: { isOver: true, floodWait: { method: "history" } },
    });
    expect(Date.now()).toBeGreaterThanOrEqual(end);
  });
});
