import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { existingIds, trueMessages } from "../simulator/world/oracle.ts";
import type { FetchingServer } from "./fetching-server.ts";
import { startFetchingServer } from "./fetching-server.ts";

const RESULT = `__typename ... on Error { code message retryable }
  ... on ConflictError { conflicting { id } }
  ... on StartIngestionSuccess { alreadyRunning job { id kind title priority } }`;
const START = `mutation ($input: StartIngestionInput!) { startIngestion(input: $input) { ${RESULT} } }`;
const FILL = `mutation ($input: FillGapsInput!) { fillGaps(input: $input) { ${RESULT} } }`;
const JOB = `query ($id: ID!) { job(id: $id) { state failure { code message } title
  progress { done total messages }
  result { __typename ... on BackfillReport { idsExamined absent messagesAdded revisionsAdded
    messagesAlreadyPresent filesRecorded quarantined quarantineReasons { reason count example }
    waits warnings } } } }`;
const IDS = 900;

let server: FetchingServer;
/** Each test has a channel of its own. */
let channelId: string;
let channel = { number: 0, username: "", id: "" };
beforeAll(async () => {
  server = await startFetchingServer({ world: { large: { ids: IDS, channels: 14 } } });
});
afterAll(() => server[Symbol.asyncDispose]());

const pool = () => server.api.database.pool;
beforeEach(async () => {
  const number = channel.number + 1;
  channelId = await server.addChannel(`@large_${number}`);
  const id = Buffer.from(channelId, "base64url").toString().replace("Channel:", "");
  channel = { number, username: `@large_${number}`, id };
});

async function start(bounds: object = {}, key = randomUUID()) {
  return server.ask(START, { input: { channelId, idempotencyKey: key, ...bounds } });
}

async function ended(id: string) {
  for (;;) {
    const changed = Promise.withResolvers<void>();
    const stop = server.archive.onJobChange(() => changed.resolve());
    try {
      const job = await server.ask(JOB, { id });
      if (["SUCCEEDED", "FAILED", "CANCELED"].includes(job.state)) return job;
      await changed.promise;
    } finally {
      stop();
    }
  }
}

const fetched = async (bounds: object = {}) => ended((await start(bounds)).job.id);
const archivedIds = async () =>
  (
    await pool().query("SELECT id FROM message WHERE channel_id = $1 ORDER BY id", [channel.id])
  ).rows.map(({ id }) => id as number);
/** What is there is then as if it came from a source that proves nothing. */
const forgetCoverage = () =>
  pool().query(`ALTER TABLE channel DISABLE TRIGGER USER;
    UPDATE channel SET coverage = '{}' WHERE id = ${channel.id};
    ALTER TABLE channel ENABLE TRIGGER USER`);
const existing = (from: number, to: number) =>
  existingIds(server.simulator.world, `large${channel.number}`).filter(
    (id) => id >= from && id <= to,
  );
const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString();

describe("fetching a part of a channel", () => {
  it("by ids has these and no others, and counts them", async () => {
    const job = await fetched({ fromMessageId: 301, toMessageId: 480, order: "OLDEST_FIRST" });
    const wanted = existing(301, 480);
    expect(await archivedIds()).toEqual(wanted);
    expect(job).toMatchObject({
      ...{ state: "SUCCEEDED", title: channel.username, failure: null },
      progress: { done: "180", total: "180", messages: wanted.length },
      result: {
        ...{ idsExamined: 180, messagesAdded: wanted.length, absent: 180 - wanted.length },
        ...{ messagesAlreadyPresent: 0, revisionsAdded: 0, quarantined: 0, warnings: [] },
      },
    });
    const { rows } = await pool().query("SELECT coverage::text FROM channel WHERE id = $1", [
      channel.id,
    ]);
    expect(rows).toEqual([{ coverage: "{[301,481)}" }]);
  });

  it("by time has what was posted from the first second on and before the last", async () => {
    const truth = [...trueMessages(server.simulator.world, `large${channel.number}`)];
    const [first, last] = [truth[200]!, truth[400]!];
    await fetched({ since: isoOf(first.date), until: isoOf(last.date) });
    expect(await archivedIds()).toEqual(
      truth.filter(({ date }) => date >= first.date && date < last.date).map(({ id }) => id),
    );
  });

  it("in which there is no message ends well, and says so", async () => {
    const job = await fetched({ since: "2040-01-01T00:00:00Z", until: "2041-01-01T00:00:00Z" });
    expect(job).toMatchObject({ state: "SUCCEEDED", result: { idsExamined: 0, messagesAdded: 0 } });
    const newest = existing(1, IDS).at(-1);
    expect(job.result.warnings).toEqual([
      `No message lies within these bounds; the newest one is ${newest}.`,
    ]);
    expect(await archivedIds()).toEqual([]);
  });

  it("knows what was archived before, without proof, from what it adds", async () => {
    await fetched({ fromMessageId: 101, toMessageId: 150 });
    await forgetCoverage();
    const { result } = await fetched({ fromMessageId: 101, toMessageId: 200 });
    expect(result).toMatchObject({
      messagesAlreadyPresent: existing(101, 150).length,
      messagesAdded: existing(151, 200).length,
      ...{ idsExamined: 100, absent: 100 - existing(101, 200).length },
    });
  });
});

describe("the gaps of a channel", () => {
  const fill = (key = randomUUID()) =>
    server.ask(FILL, { input: { channelId, idempotencyKey: key } });

  it("are fetched up to the newest archived message, and nothing newer", async () => {
    await fetched({ fromMessageId: 600, toMessageId: 650 });
    const last = existing(600, 650).at(-1)!;
    const key = randomUUID();
    const { job } = await fill(key);
    expect((await ended(job.id)).result).toMatchObject({ messagesAdded: existing(1, 599).length });
    expect(await archivedIds()).toEqual(existing(1, last));
    await fetched({ fromMessageId: 700, toMessageId: 700 });
    expect((await fill(key)).job.id).toBe(job.id);
    expect((await fill()).job.id).not.toBe(job.id);
  });

  it("are all of it when nothing is archived", async () => {
    await ended((await fill()).job.id);
    expect(await archivedIds()).toEqual(existing(1, IDS));
  });
});

describe("a request to fetch", () => {
  it("that is repeated gets the same job, and another one with its key is refused", async () => {
    const key = randomUUID();
    const { job } = await start({ toMessageId: 9, priority: 3 }, key);
    expect(job).toMatchObject({ kind: "BACKFILL", title: channel.username, priority: 3 });
    await ended(job.id);
    expect((await start({ toMessageId: 9 }, key)).job.id).toBe(job.id);
    expect(await start({ toMessageId: 8 }, key)).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  it("for what is being fetched gets its job; for another part of it, a refusal that names it", async () => {
    server.simulator.faults.add({
      ...{ name: "silence", match: { method: "messages.getHistory" } },
      effect: { kind: "silence" },
    });
    const first = await start();
    expect(first.alreadyRunning).toBe(false);
    const again = await start();
    expect(again).toMatchObject({ alreadyRunning: true, job: { id: first.job.id } });
    expect(await start({ toMessageId: 9 })).toMatchObject({
      ...{ __typename: "ConflictError", conflicting: { id: first.job.id } },
      message: expect.stringMatching(
        /is fetching this channel already; wait for it or cancel it\.$/,
      ),
    });
    const command = (name: string, jobId: string) =>
      server.ask(
        `mutation ($jobId: ID!) { ${name}(input: { jobId: $jobId }) {
          __typename ... on Error { message } } }`,
        { jobId },
      );
    await command("cancelJob", first.job.id);
    expect((await ended(first.job.id)).state).toBe("CANCELED");
    const other = await start({ toMessageId: 9 });
    expect(await command("retryJob", first.job.id)).toMatchObject({
      ...{ __typename: "ConflictError", message: expect.stringContaining("already") },
    });
    server.simulator.faults.clear();
    await command("cancelJob", other.job.id);
    await ended(other.job.id);
    await command("retryJob", first.job.id);
    expect(await ended(first.job.id)).toMatchObject({
      ...{ state: "SUCCEEDED", result: { idsExamined: IDS } },
    });
  });

  it.each([
    [{ fromMessageId: 9, toMessageId: 8 }, "The first message to archive comes after the last"],
    [{ fromMessageId: 0 }, "Messages have the numbers 1 to 2147483647; 0 is none of them."],
    [{ toMessageId: -5 }, "Messages have the numbers 1 to 2147483647; -5 is none of them."],
    [
      { since: "2024-01-02T00:00:00Z", until: "2024-01-02T00:00:00Z" },
      "The time to archive from is not before the time to stop at; swap them.",
    ],
  ])("with %o is refused in a sentence", async (bounds, sentence) => {
    const refused = await start(bounds);
    expect(refused).toMatchObject({ __typename: "InvalidInputError", code: "INVALID_INPUT" });
    expect(refused.message).toContain(sentence);
    const { rowCount } = await pool().query("SELECT FROM job WHERE input->>'channelId' = $1", [
      channel.id,
    ]);
    expect(rowCount).toBe(0);
  });

  it("for a channel that is not there, or by an account that never saw it, is refused", async () => {
    const unknown = Buffer.from("Channel:-1009999999999").toString("base64url");
    const sentence = "No account here has seen this channel; add it with an account that can.";
    for (const wrong of [{ channelId: unknown }, { telegramUserId: "7" }]) {
      expect(await start(wrong)).toMatchObject({ code: "NOT_FOUND", message: sentence });
    }
    for (const wrong of ["nonsense", Buffer.from("Job:1").toString("base64url")]) {
      expect(await start({ channelId: wrong })).toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("by an account that is signed out is refused with what to do", async () => {
    await pool().query("UPDATE account SET state = 'revoked'");
    try {
      expect(await start()).toMatchObject({
        ...{ __typename: "InvalidStateError", code: "INVALID_STATE" },
        message: "The account anna that can see this channel is not signed in; sign in again.",
      });
    } finally {
      await pool().query("UPDATE account SET state = 'ready'");
    }
  });
});
