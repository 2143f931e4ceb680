import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Pool } from "pg";
import { expect, it } from "vitest";
import { IndexerProcess } from "../../packages/core/src/store/indexer-process.ts";
import type { IndexingEvents } from "../../packages/core/src/store/indexing.ts";
import { SearchQueue } from "../../packages/core/src/store/search-queue.ts";
import { systemClock as clock } from "../../packages/core/src/system-clock.ts";
import { addMessages, find } from "./search-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const SOON = () => AbortSignal.timeout(30_000);
const WORKER = path.join(import.meta.dirname, "archive-worker.ts");

/** A queue whose indexer runs in a process of its own, as in an archive. */
function indexOutside(
  { connectionString, pool }: TestDatabase,
  log: (message: string) => void = () => {},
) {
  const startIndexing = (events: IndexingEvents) =>
    new IndexerProcess({ connectionString, clock, events, log });
  return new SearchQueue({ pool, clock, startIndexing });
}

/** Process ids of PostgreSQL's side of the connections of indexing processes. */
async function indexersSeen(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'telekeep-index'`,
  );
  return rows.map(({ pid }) => pid);
}

async function untilSeen(pool: Pool, isSeen: boolean): Promise<void> {
  const late = SOON();
  while ((await indexersSeen(pool)).length > 0 !== isSeen) late.throwIfAborted();
}

/** The indexing processes that this one has started. */
function ownIndexers(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  return children
    .split(" ")
    .filter((pid) => pid !== "")
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("indexer-program"))
    .map(Number);
}

async function addNumbers(pool: Pool, pages: number, jobId: string): Promise<void> {
  for (let page = 0; page < pages; page++) {
    const ids = Array.from({ length: 500 }, (_, n) => page * 500 + n);
    await addMessages(
      pool,
      ids.map((id) => ({ id, text: `number n${id}` })),
      jobId,
    );
  }
}

it("indexes in a process of its own, which ends when it is told to", async () => {
  await using database = await createTestDatabase();
  const jobId = randomUUID();
  await addMessages(database.pool, [{ id: 1, text: "hello" }], jobId);
  {
    await using queue = indexOutside(database);
    await queue.whenIndexed(jobId, SOON());
    expect(await find(database.pool, { words: "hello" })).toEqual([1]);
    expect(await indexersSeen(database.pool)).not.toEqual([]);
  }
  await untilSeen(database.pool, false);
});

it("starts no process before there is something to index", async () => {
  await using database = await createTestDatabase();
  let started = 0;
  await using queue = new SearchQueue({
    ...{ pool: database.pool, clock },
    startIndexing: (events) => {
      started++;
      return new IndexerProcess({ ...{ ...database, clock, events }, log: () => {} });
    },
  });
  const jobId = randomUUID();
  await queue.whenIndexed(jobId, SOON());
  expect(started).toBe(0);
  await addMessages(database.pool, [{ id: 1, text: "hello" }], jobId);
  queue.wake();
  await queue.whenIndexed(jobId, SOON());
  expect(started).toBe(1);
});

it("puts another process in the place of one that was killed", async ({ skip }) => {
  skip(process.platform !== "linux", "Only Linux lists the children of a process in /proc.");
  await using database = await createTestDatabase();
  const jobId = randomUUID();
  await addNumbers(database.pool, 20, jobId);
  const said: string[] = [];
  const children: number[] = [];
  await using queue = indexOutside(database, (message) => said.push(message));
  queue.wake();
  const late = SOON();
  while (children.length === 0) {
    late.throwIfAborted();
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS indexed FROM message_search",
    );
    if (rows[0].indexed > 0) children.push(...ownIndexers());
  }
  for (const child of children) process.kill(child, "SIGKILL");
  await queue.whenIndexed(jobId, SOON());
  expect(said.join()).toContain("was ended by SIGKILL; another one takes its place");
  expect(await find(database.pool, { literal: "n9999" })).toEqual([9999]);
  const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM message_search");
  expect(rows[0].n).toBe(10_000);
});

it("ends with the process that started it, even if that one is killed", async () => {
  await using database = await createTestDatabase();
  await addMessages(database.pool, [{ id: 1, text: "hello" }]);
  const parent = spawn(process.execPath, [WORKER], {
    env: { ...process.env, DATABASE_URL: database.connectionString },
    stdio: "ignore",
  });
  await untilSeen(database.pool, true);
  parent.kill("SIGKILL");
  await untilSeen(database.pool, false);
  expect(parent.exitCode).toBeNull();
});

it("tells those who wait when the database stays away", async () => {
  await using database = await createTestDatabase();
  const jobId = randomUUID();
  await addMessages(database.pool, [{ id: 1, text: "hello" }], jobId);
  const url = new URL(database.connectionString);
  url.port = "1";
  const failed = Promise.withResolvers<Error>();
  await using _ = new IndexerProcess({
    ...{ connectionString: url.href, clock: { ...clock, sleep: async () => {} }, log: () => {} },
    events: { onProgress: () => {}, onFailure: failed.resolve },
  });
  expect(await failed.promise).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
});
