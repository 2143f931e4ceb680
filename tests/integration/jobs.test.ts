import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { describe, expect, it } from "vitest";
import {
  Conflict,
  ImportRejected,
  InvalidState,
  NotFound,
} from "../../packages/core/src/domain/errors.ts";
import { IdempotencyConflict, LeaseLost } from "../../packages/core/src/domain/job.ts";
import { DatabaseUnavailable } from "../../packages/core/src/domain/store-failures.ts";
import type { Work } from "../../packages/core/src/engine/run-job.ts";
import { PostgresJobStore } from "../../packages/core/src/store/job-store.ts";
import { DONE, ended, endless, INPUT, importRequest, REPORT, runJobs } from "./job-fixture.ts";
import { createTestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

const run = (pool: Pool, work: Work<"import">, imports?: number) =>
  runJobs(pool, { import: work }, imports);

describe("requesting jobs", () => {
  it("answers a repeated request with the first one's job, also to five at a time", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const same = importRequest({ idempotencyKey: randomUUID() });
    const answers = await Promise.all(Array.from({ length: 5 }, () => jobs.create(same)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await jobs.findByKey(same.idempotencyKey!, same)).toEqual(answers[0]);
    expect(await jobs.findByKey(randomUUID(), same)).toBeNull();
    expect(await jobs.list({ limit: 10 })).toHaveLength(1);
  });

  it("refuses a key that was used for something else", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const idempotencyKey = randomUUID();
    await jobs.create(importRequest({ idempotencyKey }));
    const other = { ...INPUT, timeZone: "Europe/Kyiv" };
    const again = jobs.create(importRequest({ idempotencyKey, input: other }));
    await expect(again).rejects.toThrow(IdempotencyConflict);
    await expect(jobs.findByKey(idempotencyKey, { kind: "import", input: other })).rejects.toThrow(
      IdempotencyConflict,
    );
  });

  it("refuses a second import of an export while the first is active, and names it", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const requests = Array.from({ length: 4 }, () =>
      jobs.create(importRequest({ exports: ["/a", "/b"] })).catch((error: unknown) => error),
    );
    const answers = await Promise.all(requests);
    const conflicts = answers.filter((answer) => answer instanceof Conflict);
    const [first] = await jobs.list({ limit: 1 });
    expect(conflicts.map(({ conflictingId }) => conflictingId)).toEqual(Array(3).fill(first!.id));
    await jobs.cancel(first!.id);
    expect(await jobs.create(importRequest({ exports: ["/b"] }))).toMatchObject({
      state: "queued",
    });
  });

  it("lists newest first, page by page, by state", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await jobs.create(importRequest())).id);
    await jobs.cancel(ids[1]!);
    const [first, second] = await jobs.list({ limit: 2 });
    const rest = await jobs.list({ limit: 2, after: second!.id });
    expect(new Set([first!.id, second!.id, ...rest.map(({ id }) => id)])).toEqual(new Set(ids));
    expect(await jobs.list({ limit: 9, states: ["canceled"] })).toMatchObject([{ id: ids[1] }]);
    await expect(jobs.get(randomUUID())).rejects.toThrow(NotFound);
    await expect(jobs.get("1' OR true")).rejects.toThrow(NotFound);
  });
});

describe("holding a job", () => {
  it("hands each job to one worker only", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    for (let i = 0; i < 20; i++) await jobs.create(importRequest());
    const worked: string[] = [];
    const work: Work<"import"> = async (job) => {
      worked.push(job.id);
      return REPORT;
    };
    await using first = run(database.pool, work);
    await using second = run(database.pool, work);
    await waitUntil(
      async () => (await jobs.list({ limit: 99, states: ["succeeded"] })).length === 20,
    );
    expect(new Set(worked).size).toBe(20);
    expect(worked).toHaveLength(20);
    expect([...first.logged, ...second.logged]).toEqual([]);
  });

  it("frees a job as soon as its worker's connection is gone, and refuses what that worker writes", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    await jobs.create(importRequest());
    await using dead = (await jobs.claim(["import"]))!;
    expect(await jobs.recover()).toEqual([]);
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await waitUntil(() => dead.lost.aborted);
    await waitUntil(async () => (await jobs.recover()).length === 1);
    await using alive = (await jobs.claim(["import"]))!;
    expect(alive.job).toMatchObject({ id: dead.job.id, attempt: 2, state: "running" });
    await expect(dead.succeed(REPORT, DONE)).rejects.toThrow(LeaseLost);
    expect(await alive.succeed(REPORT, DONE)).toMatchObject({ state: "succeeded", result: REPORT });
  });

  it("refuses the end of an attempt that was taken over, even if its connection lives", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    await using late = (await jobs.claim(["import"]))!;
    await database.pool.query("UPDATE job SET attempt = attempt + 1 WHERE id = $1", [id]);
    await expect(late.succeed(REPORT, DONE)).rejects.toThrow(LeaseLost);
    expect(late.lost.aborted).toBe(true);
    expect(await jobs.get(id)).toMatchObject({ state: "running", result: null });
  });

  it("does not leave a job that stops its process every time in the queue for ever", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    await database.pool.query(
      "UPDATE job SET state = 'running', interruptions = 19 WHERE id = $1",
      [id],
    );
    expect(await jobs.recover()).toMatchObject([
      { id, state: "failed", failure: { code: "INTERRUPTED" } },
    ]);
  });
});

describe("running jobs", () => {
  it("records committed progress and the result", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    const step = {
      phase: "reading" as const,
      done: 5,
      total: 10,
      unit: "bytes" as const,
      messages: 3,
    };
    await using running = run(database.pool, async (_, __, report) => {
      report(step);
      await waitUntil(async () => (await jobs.get(id)).progress?.done === 5);
      return REPORT;
    });
    const job = await ended(jobs, id);
    expect(job).toMatchObject({ state: "succeeded", result: REPORT, attempt: 1 });
    expect(job.progress).toMatchObject({ ...step, phase: "done" });
    await waitUntil(() => running.changes.at(-1)?.state === "succeeded");
    expect(running.changes.some(({ progress }) => progress?.phase === "reading")).toBe(true);
  });

  it("cancels a waiting job at once and a running one as soon as it stops", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const runs = await jobs.create(importRequest());
    await using _running = run(database.pool, endless, 1);
    await waitUntil(async () => (await jobs.get(runs.id)).state === "running");
    const waits = await jobs.create(importRequest());
    expect(await jobs.cancel(waits.id)).toMatchObject({ state: "canceled" });
    // By another process: this runner hears of it with its next sign of life.
    expect(await jobs.cancel(runs.id)).toMatchObject({ state: "canceling" });
    expect(await ended(jobs, runs.id)).toMatchObject({ state: "canceled", result: null });
    await expect(jobs.cancel(runs.id)).rejects.toThrow(InvalidState);
  });

  it("says why a job failed, and nothing of what nobody expected", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const expected = await jobs.create(
      importRequest({ input: { ...INPUT, timeZone: "expected" } }),
    );
    const surprise = await jobs.create(importRequest());
    await using running = run(database.pool, async (job) => {
      if (job.input.timeZone !== null) throw new ImportRejected("That is no export.");
      throw new Error("password=hunter2");
    });
    expect((await ended(jobs, expected.id)).failure).toEqual({
      ...{ code: "IMPORT_REJECTED", message: "That is no export." },
    });
    const { failure } = await ended(jobs, surprise.id);
    expect(failure?.code).toBe("UNEXPECTED");
    expect(failure?.message).toContain(surprise.id);
    expect(failure?.message).not.toContain("hunter2");
    expect(running.logged).toEqual(["a job failed unexpectedly"]);
  });

  it("waits with a reason while the database is unavailable, and starts again by itself", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    await using running = run(database.pool, async (job) => {
      if (job.attempt < 3) throw new DatabaseUnavailable("ECONNREFUSED");
      return REPORT;
    });
    expect(await ended(jobs, id)).toMatchObject({ state: "succeeded", attempt: 3, failure: null });
    const waiting = running.changes.filter(({ progress }) => progress?.phase === "waiting");
    expect(waiting[0]?.progress?.reason).toMatch(/does not answer/);
  });

  it("gives running jobs back when its process ends, to be gone on with at once", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    const first = run(database.pool, endless);
    await waitUntil(async () => (await jobs.get(id)).state === "running");
    await first[Symbol.asyncDispose]();
    expect(await jobs.get(id)).toMatchObject({ state: "queued", attempt: 1 });
    await using _second = run(database.pool, async () => REPORT);
    expect(await ended(jobs, id)).toMatchObject({ state: "succeeded", attempt: 2 });
  });
});
