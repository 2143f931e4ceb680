import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArchive } from "@telekeep/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ServerUnderTest, startTestServer } from "./server-under-test.ts";

const log = { info() {}, warn() {}, error() {} };
const IMPORT = `mutation ($input: ImportDesktopExportInput!) { importDesktopExport(input: $input) {
  __typename ... on Error { message code retryable } ... on InvalidInputError { fields { path } }
  ... on ImportRejectedError { location } ... on ConflictError { conflicting { id } }
  ... on ImportDesktopExportSuccess { job { id state title createdBy availableActions
    result { ... on ArchiveReport { messagesAdded } } } } } }`;
const CANCEL = `mutation ($jobId: ID!) { cancelJob(input: { jobId: $jobId }) {
  __typename ... on Error { message code } ... on NotFoundError { reference }
  ... on InvalidStateError { currentState availableActions } ... on JobActionSuccess { job { state } } } }`;

let folder: string;
/** With workers, and without: there, jobs stay queued. */
let [server, idle]: ServerUnderTest[] = [];
const archives = new AsyncDisposableStack();

async function startWith(isWorker: boolean): Promise<ServerUnderTest> {
  return startTestServer({
    archive: async ({ connectionString }) =>
      archives.use(await openArchive({ connectionString, log, isWorker })),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "telekeep-commands-"));
  [server, idle] = [await startWith(true), await startWith(false)];
});
afterAll(async () => {
  await archives.disposeAsync();
  await server?.[Symbol.asyncDispose]();
  await idle?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Writes an export of a channel with so many messages. */
async function writeExport(name: string, channelId: number, count: number): Promise<string> {
  const file = path.join(folder, name);
  const messages = Array.from({ length: count }, (_, index) => ({
    ...{ id: index + 1, type: "message", date: "2026-01-01T00:00:00" },
    ...{ date_unixtime: String(1_767_225_600 + index), from: "Ann", from_id: "user42" },
    ...{ text: `hello ${index}`, text_entities: [{ type: "plain", text: `hello ${index}` }] },
  }));
  const chat = { name: `Channel ${channelId}`, type: "public_channel", id: channelId, messages };
  await writeFile(file, JSON.stringify(chat));
  return file;
}

const order = (to: ServerUnderTest, input: object) =>
  to
    .ask(IMPORT, { input: { idempotencyKey: randomUUID(), ...input } })
    .then(({ data, errors }) => data?.importDesktopExport ?? errors);

describe("importing an export", () => {
  it("answers with a job that can be polled and watched to its end", async () => {
    const paths = [await writeExport("one.json", 1111111111, 500)];
    const { __typename, job } = await order(server!, { paths });
    expect(__typename).toBe("ImportDesktopExportSuccess");
    expect(job).toMatchObject({ title: "one.json", createdBy: "owner" });
    const client = server!.connect();
    const events = client.iterate<{ jobProgress: { isFinal: boolean; job: { state: string } } }>({
      query:
        "subscription ($id: ID!) { jobProgress(id: $id) { isFinal job { state progress { messages } } } }",
      variables: { id: job.id },
    });
    let last: unknown;
    for await (const { data } of events) last = data?.jobProgress;
    expect(last).toMatchObject({
      isFinal: true,
      job: { state: "SUCCEEDED", progress: { messages: 500 } },
    });
    await client.dispose();
    const { data } = await server!.ask(
      `query ($id: ID!) { job(id: $id) { state finishedAt availableActions failure { code }
         progress { phase fraction } result { ... on ImportReport { channels messagesAdded quarantined quarantineReasons { reason } warnings } } }
         node(id: $id) { ... on Job { kind } }
         channel(by: { telegramId: "-1001111111111" }) { stats { messageCount { value } } messages(first: 1) { edges { node { text } } } } }`,
      { id: job.id },
    );
    expect(data).toMatchObject({
      job: {
        state: "SUCCEEDED",
        availableActions: [],
        failure: null,
        progress: { phase: "DONE", fraction: 1 },
        result: { channels: 1, messagesAdded: 500, quarantined: 0, quarantineReasons: [] },
      },
      node: { kind: "IMPORT" },
      channel: {
        stats: { messageCount: { value: 500 } },
        messages: { edges: [{ node: { text: "hello 499" } }] },
      },
    });
  });

  it("five times with one key is one job, also when its file is gone", async () => {
    const paths = [await writeExport("five.json", 1111111112, 10)];
    const idempotencyKey = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => order(server!, { paths, idempotencyKey })),
    );
    await rm(paths[0]!);
    answers.push(await order(server!, { paths, idempotencyKey }));
    expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
  });

  it("with a key of another import is refused", async () => {
    const idempotencyKey = randomUUID();
    const paths = [await writeExport("key.json", 1111111113, 1)];
    await order(server!, { paths, idempotencyKey });
    const answer = await order(server!, { paths, timeZone: "+01:00", idempotencyKey });
    expect(answer).toMatchObject({
      __typename: "IdempotencyError",
      code: "IDEMPOTENCY_CONFLICT",
      retryable: false,
    });
  });

  it("that is under way already names its job", async () => {
    const paths = [await writeExport("twice.json", 1111111114, 1)];
    const first = await order(idle!, { paths });
    const second = await order(idle!, { paths });
    expect(second).toMatchObject({
      __typename: "ConflictError",
      conflicting: { id: first.job.id },
    });
  });

  it("of something else is refused at once, naming it", async () => {
    const noExport = path.join(folder, "letter.json");
    await writeFile(noExport, '{"dear": "reader"}');
    for (const given of [path.join(folder, "not-there.json"), noExport, "/dev/null"]) {
      const answer = await order(server!, { paths: [given] });
      expect(answer, given).toMatchObject({
        __typename: "ImportRejectedError",
        code: "IMPORT_REJECTED",
      });
      expect(answer.message).toMatch(/^[^\n]+\.$/);
    }
  });

  it("with unusable input is refused field by field", async () => {
    const answer = await order(server!, { paths: ["relative.json"], timeZone: "nowhere" });
    expect(answer).toMatchObject({
      __typename: "InvalidInputError",
      fields: [{ path: ["paths", "0"] }, { path: ["timeZone"] }],
    });
    expect(await order(server!, { paths: ["/x"], idempotencyKey: "no uuid" })).toMatchObject([
      { message: expect.stringContaining("a UUID") },
    ]);
  });
});

describe("canceling a job", () => {
  it("ends it, once", async () => {
    const { job } = await order(idle!, {
      paths: [await writeExport("cancel.json", 1111111115, 1)],
    });
    const cancel = () => idle!.ask(CANCEL, { jobId: job.id }).then(({ data }) => data.cancelJob);
    expect(await cancel()).toEqual({ __typename: "JobActionSuccess", job: { state: "CANCELED" } });
    expect(await cancel()).toMatchObject({
      __typename: "InvalidStateError",
      currentState: "CANCELED",
      availableActions: ["RETRY"],
    });
  });

  it("that does not exist is refused", async () => {
    for (const jobId of ["nonsense", Buffer.from(`Job:${randomUUID()}`).toString("base64url")]) {
      const { data } = await server!.ask(CANCEL, { jobId });
      expect(data.cancelJob).toMatchObject({ __typename: "NotFoundError", code: "NOT_FOUND" });
    }
  });
});

describe("the list of jobs", () => {
  it("goes from the newest to the oldest, in pages, and by state", async () => {
    await vi.waitFor(async () => {
      const { data } = await server!.ask(
        "{ jobs(states: [QUEUED, RUNNING, CANCELING]) { totalCount { value } } }",
      );
      expect(data.jobs.totalCount.value).toBe(0);
    }, 30_000);
    const all: string[] = [];
    for (let after: string | null = null; ; ) {
      const { data } = await server!.ask(
        `query ($after: String) { jobs(first: 2, after: $after, states: [SUCCEEDED, CANCELED, FAILED]) {
           totalCount { value } edges { node { id createdAt } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      const { edges, pageInfo, totalCount } = data.jobs;
      all.push(...edges.map(({ node }: { node: { createdAt: string } }) => node.createdAt));
      after = pageInfo.endCursor;
      if (pageInfo.hasNextPage) continue;
      expect(all).toHaveLength(totalCount.value);
      break;
    }
    expect(all.length).toBeGreaterThanOrEqual(3);
    expect(all).toEqual([...all].sort().reverse());
  });
});
