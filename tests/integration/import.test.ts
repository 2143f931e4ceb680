import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Archive, isFinal, type Job, openArchive } from "@telekeep/core";
import type { Pool } from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { writeSampleExport } from "./sample-export.ts";
import { createTestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

const MESSAGES = 15_000;
/** Messages whose text holds a NUL. */
const BROKEN = Math.floor(MESSAGES / 701);
const silent = { info() {}, warn() {}, error() {} };
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function startWorker(connectionString: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "archive-worker.ts")], {
    env: { ...process.env, DATABASE_URL: connectionString },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout!, "data");
  return child;
}

function queueImport(archive: Archive, path: string): Promise<Job> {
  const input = { paths: [path], timeZone: null, channelId: null };
  return archive.importExports({ ...input, idempotencyKey: null, createdBy: "test" });
}

async function ended(archive: Archive, id: string): Promise<Job> {
  let job = await archive.getJob(id);
  await waitUntil(async () => isFinal((job = await archive.getJob(id)).state));
  return job;
}

/** Every table's content without times of this database's clock and without random ids. */
async function contents(pool: Pool): Promise<Record<string, unknown>> {
  const queries = {
    channel: "SELECT to_jsonb(c) - '{added_at,last_archived_at}'::text[] AS row FROM channel c",
    message: `SELECT md5(string_agg((to_jsonb(m)
      - '{first_seen_at,version_seen_at,last_seen_at}'::text[])::text, '' ORDER BY id)) AS row
      FROM message m`,
    revisions: "SELECT count(*) AS row FROM message_revision",
    quarantine: `SELECT to_jsonb(q) - '{id,job_id,quarantined_at}'::text[] AS row
      FROM quarantined_item q ORDER BY raw_hash`,
    event: `SELECT message_ids AS row FROM event ORDER BY message_ids`,
    pending: "SELECT count(*) AS row FROM search_pending",
    search: `SELECT md5(string_agg(to_jsonb(s)::text, '' ORDER BY id)) AS row
      FROM message_search s`,
    words:
      "SELECT md5(string_agg(to_jsonb(w)::text, '' ORDER BY to_jsonb(w)::text)) AS row FROM search_word w",
    job: "SELECT jsonb_build_object('state', state, 'result', result) AS row FROM job",
  };
  const found: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(queries)) {
    found[name] = (await pool.query<{ row: unknown }>(sql)).rows.map(({ row }) => row);
  }
  return found;
}

async function countMessages(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT sum(message_count)::int AS n FROM channel",
  );
  return rows[0]!.n;
}

describe("importing an export", () => {
  it("archives it, makes it searchable, and reports what it did", async () => {
    await using database = await createTestDatabase();
    await using sample = await writeSampleExport(2500);
    const { connectionString } = database;
    await using archive = await openArchive({ connectionString, log: silent });
    const states: string[] = [];
    archive.onJobChange((job) => states.push(`${job.state} ${job.progress?.phase ?? "-"}`));
    const job = await ended(archive, (await queueImport(archive, sample.path)).id);
    expect(job).toMatchObject({ state: "succeeded", failure: null, attempt: 1 });
    expect(job.result).toMatchObject({
      ...{ channels: 1, messagesAdded: 2497, messagesAlreadyPresent: 0, quarantined: 3 },
      quarantineReasons: [{ count: 3 }],
    });
    expect(job.progress).toMatchObject({ phase: "done", messages: 2497 });
    expect(states[0]).toBe("queued -");
    await waitUntil(() => states.at(-1) === "succeeded done");
    const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM message_search");
    expect(rows[0].n).toBe(2497);
    expect(await archive.pendingSearchMessages()).toBe(0);

    const again = await ended(archive, (await queueImport(archive, sample.path)).id);
    expect(again.result).toMatchObject({ messagesAdded: 0, messagesAlreadyPresent: 2497 });
  });

  it("ends in the same state when its process is killed again and again", async () => {
    await using sample = await writeSampleExport(MESSAGES);
    await using calm = await createTestDatabase();
    await using archive = await openArchive({ ...calm, log: silent });
    const undisturbed = await ended(archive, (await queueImport(archive, sample.path)).id);
    expect(undisturbed.result).toMatchObject({ messagesAdded: MESSAGES - BROKEN });

    await using database = await createTestDatabase();
    await using client = await openArchive({ ...database, log: silent, isWorker: false });
    const { id } = await queueImport(client, sample.path);
    let [committed, kills] = [0, 0];
    while (committed < MESSAGES - BROKEN) {
      const worker = await startWorker(database.connectionString);
      // Wherever it happens to be, once it has got further than the last one.
      await waitUntil(async () => (await countMessages(database.pool)) > committed);
      worker.kill("SIGKILL");
      await once(worker, "exit");
      kills++;
      committed = Math.max(committed + 3000, await countMessages(database.pool));
    }
    expect(kills).toBeGreaterThan(2);
    await startWorker(database.connectionString);
    const job = await ended(client, id);
    expect(job).toMatchObject({ state: "succeeded", attempt: kills + 1 });
    expect(await contents(database.pool)).toEqual(await contents(calm.pool));
  });

  it("waits while the database is away and goes on by itself", async () => {
    await using sample = await writeSampleExport(MESSAGES);
    await using database = await createTestDatabase();
    await using other = await createTestDatabase({ migrated: false });
    const { rows } = await database.pool.query("SELECT current_database() AS name");
    const { name } = rows[0] as { name: string };
    await using archive = await openArchive({ ...database, log: silent });
    const reasons: (string | null)[] = [];
    archive.onJobChange(({ progress }) => {
      if (progress?.phase === "waiting") reasons.push(progress.reason);
    });
    const { id } = await queueImport(archive, sample.path);
    await waitUntil(async () => (await countMessages(database.pool)) > 2000);
    // What clients see of a restart: all connections are lost, and no new ones are to be had.
    await other.pool.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await other.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
      [name],
    );
    await waitUntil(() => reasons.length > 0);
    await other.pool.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    const job = await ended(archive, id);
    expect(reasons[0]).toMatch(/it will be started again|work goes on by itself/);
    expect(job).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(job.result).toMatchObject({
      messagesAdded: MESSAGES - BROKEN,
      messagesAlreadyPresent: 0,
    });
  });

  it("fails with the reader's sentence when the file is gone", async () => {
    await using database = await createTestDatabase();
    await using archive = await openArchive({ ...database, log: silent });
    await expect(queueImport(archive, "/nowhere/result.json")).rejects.toThrow(/nowhere/);
    expect(await archive.listJobs({ limit: 10 })).toEqual([]);
  });
});
