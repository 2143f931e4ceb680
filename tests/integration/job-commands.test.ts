import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  Conflict,
  InvalidInput,
  InvalidState,
  NotFound,
} from "../../packages/core/src/domain/errors.ts";
import type { Job, JobProgress } from "../../packages/core/src/domain/job.ts";
import { IdempotencyConflict } from "../../packages/core/src/domain/job.ts";
import type { Work } from "../../packages/core/src/engine/run-job.ts";
import { PostgresJobStore } from "../../packages/core/src/store/job-store.ts";
import {
  BACKFILL_REPORT,
  backfillRequest,
  DONE,
  ended,
  endless,
  importRequest,
  killWorker,
  REPORT,
  reached,
  runJobs,
} from "./job-fixture.ts";
import { createTestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

/** A backfill of ten pages that takes each one when it is told to. */
function pagewise(): { work: Work<"backfill">; pages: number[]; turn: () => void } {
  const pages: number[] = [];
  let turn = Promise.withResolvers<void>();
  const work: Work<"backfill"> = async (job, signal, report) => {
    for (let page = job.progress?.done ?? 0; page < 10; page++) {
      await Promise.race([
        turn.promise,
        new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true })),
      ]);
      signal.throwIfAborted();
      turn = Promise.withResolvers<void>();
      pages.push(page);
      report({ phase: "fetching", done: page + 1, total: 10, unit: "ids", messages: page + 1 });
    }
    return BACKFILL_REPORT;
  };
  return { work, pages, turn: () => turn.resolve() };
}

describe("backfills as jobs", () => {
  it("come back as they were asked for, with their report", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const idempotencyKey = randomUUID();
    const wanted = backfillRequest({ accountId: 7, from: 1, to: 500, since: 9, until: 99 });
    const asked = { ...wanted, idempotencyKey };
    const job = await jobs.create(asked);
    expect(job).toMatchObject({ kind: "backfill", input: wanted.input, priority: 0, result: null });
    expect(await jobs.create(asked)).toEqual(job);
    const other = backfillRequest({ ...wanted.input, order: "oldest_first" });
    await expect(jobs.create({ ...other, idempotencyKey })).rejects.toThrow(IdempotencyConflict);
    await expect(jobs.findByKey(idempotencyKey, importRequest())).rejects.toThrow(
      IdempotencyConflict,
    );
    await using _ = runJobs(database.pool, { backfill: async () => BACKFILL_REPORT });
    expect((await ended(jobs, job.id)).result).toEqual(BACKFILL_REPORT);
  });

  it("are one at a time for a channel, also when many ask at once, and paused ones count", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    let first: Job;
    for (let race = 1; race <= 10; race++) {
      const requests = Array.from({ length: 5 }, (_, i) =>
        jobs.create(backfillRequest({ from: i + 1 })).catch((error: unknown) => error),
      );
      const answers = await Promise.all(requests);
      [first] = (await jobs.list({ limit: 1 })) as [Job];
      const conflicts = answers.filter((answer) => answer instanceof Conflict);
      expect(conflicts.map(({ conflictingId }) => conflictingId)).toEqual(Array(4).fill(first.id));
      if (race < 10) await jobs.cancel(first.id);
    }
    await jobs.create(backfillRequest({ channelId: -5 }));
    await jobs.pause(first!.id);
    await expect(jobs.create(backfillRequest())).rejects.toThrow(/is fetching this channel/);
    await jobs.cancel(first!.id);
    const second = await jobs.create(backfillRequest());
    await expect(jobs.retry(first!.id)).rejects.toMatchObject({ conflictingId: second.id });
    // The database itself would not have it either.
    const twice = database.pool.query("UPDATE job SET state = 'queued' WHERE id = $1", [first!.id]);
    await expect(twice).rejects.toMatchObject({ constraint: "job_active_backfill_key" });
  });

  it("are left to a process that can do them", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(backfillRequest());
    await using _importing = runJobs(database.pool, { import: async () => REPORT });
    const imported = await jobs.create(importRequest());
    expect(await ended(jobs, imported.id)).toMatchObject({ state: "succeeded" });
    expect(await jobs.get(id)).toMatchObject({ state: "queued", attempt: 0 });
    await using _fetching = runJobs(database.pool, { backfill: async () => BACKFILL_REPORT });
    expect(await ended(jobs, id)).toMatchObject({ state: "succeeded", attempt: 1 });
  });

  it("do not keep an import waiting, however many there are", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    for (let i = 1; i <= 6; i++) await jobs.create(backfillRequest({ channelId: -i }));
    const works = { import: async () => REPORT, backfill: endless };
    await using _ = runJobs(database.pool, works);
    const { id } = await jobs.create(importRequest());
    expect(await ended(jobs, id)).toMatchObject({ state: "succeeded" });
    const running = await jobs.list({ limit: 9, states: ["running"] });
    expect(running).toHaveLength(4);
  });

  it("are not blamed for interruptions as long as they get on", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(backfillRequest());
    const progress: JobProgress = { ...DONE, phase: "fetching", unit: "ids" };
    const interrupt = async (done: number) => {
      await using lease = (await jobs.claim(["backfill"]))!;
      await lease.heartbeat({ ...progress, done });
      await killWorker(database.pool, id);
      return (await jobs.recover())[0]!.state;
    };
    for (let done = 1; done <= 25; done++) expect(await interrupt(done)).toBe("queued");
    const states = [];
    for (let again = 0; again < 19; again++) states.push(await interrupt(25));
    expect(states).toEqual([...Array(18).fill("queued"), "failed"]);
    expect(await jobs.retry(id)).toMatchObject({ state: "queued", failure: null, attempt: 44 });
    expect(await interrupt(25)).toBe("queued");
  });
});

describe("pausing a job", () => {
  it("stops it within a page, keeps how far it got, and lets it go on from there", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(backfillRequest());
    const { work, pages, turn } = pagewise();
    await using running = runJobs(database.pool, { backfill: work });
    for (const page of [1, 2, 3]) {
      turn();
      await waitUntil(() => pages.length === page);
    }
    expect(await jobs.pause(id)).toMatchObject({ state: "pausing" });
    running.runner.stop(id);
    const paused = await reached(jobs, id, ({ state }) => state === "paused");
    expect(paused).toMatchObject({ progress: { done: 3, phase: "fetching" }, finishedAt: null });
    expect(pages).toEqual([0, 1, 2]);
    expect(await jobs.resume(id)).toMatchObject({ state: "queued" });
    const again = await reached(jobs, id, ({ attempt }) => attempt === 2);
    expect(again.progress).toMatchObject({ done: 3, total: 10 });
    for (const page of [4, 5, 6, 7, 8, 9, 10]) {
      turn();
      await waitUntil(() => pages.length === page);
    }
    expect(await ended(jobs, id)).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(pages).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const resumed = running.changes.filter(({ attempt }) => attempt === 2);
    expect(Math.min(...resumed.map(({ progress }) => progress!.done))).toBe(3);
  });

  it("is heard by a worker elsewhere with its next sign of life, from an import too", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    await using _ = runJobs(database.pool, { import: endless });
    await reached(jobs, id, ({ state }) => state === "running");
    expect(await jobs.pause(id)).toMatchObject({ state: "pausing" });
    await reached(jobs, id, ({ state }) => state === "paused");
    expect(await jobs.resume(id)).toMatchObject({ state: "queued", attempt: 1 });
    await reached(jobs, id, ({ state, attempt }) => state === "running" && attempt === 2);
  });

  it("that is taken back in time changes nothing, and too late starts it again", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    {
      await using lease = (await jobs.claim(["import"]))!;
      expect(await jobs.pause(id)).toMatchObject({ state: "pausing" });
      expect(await lease.heartbeat(null)).toMatchObject({ state: "pausing" });
      expect(await jobs.resume(id)).toMatchObject({ state: "running" });
      expect(await lease.heartbeat(null)).toMatchObject({ state: "running" });
      await jobs.pause(id);
      await jobs.resume(id);
      expect(await lease.letGo(null)).toMatchObject({ state: "queued" });
    }
    await using lease = (await jobs.claim(["import"]))!;
    await jobs.pause(id);
    await jobs.cancel(id);
    expect(await lease.letGo(null)).toMatchObject({ state: "canceled" });
  });

  it("comes true when its worker dies of it", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    await using _dead = (await jobs.claim(["import"]))!;
    await jobs.pause(id);
    await killWorker(database.pool, id);
    expect(await jobs.recover()).toMatchObject([{ id, state: "paused", finishedAt: null }]);
    expect(await jobs.claim(["import"])).toBeNull();
  });
});

describe("what is asked of a job", () => {
  it("starts the most urgent of the queued ones first, the oldest of several", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await jobs.create(importRequest())).id);
    await database.pool.query("UPDATE job SET created_at = now() + $2 WHERE id = $1", [
      ...[ids[0], "1 second"],
    ]);
    expect(await jobs.setPriority(ids[2]!, 5)).toMatchObject({ priority: 5 });
    await jobs.setPriority(ids[3]!, -(2 ** 31) + 1);
    const order = [];
    for (let i = 0; i < 4; i++) {
      await using lease = (await jobs.claim(["import"]))!;
      order.push(lease.job.id);
      await lease.succeed(REPORT, DONE);
    }
    expect(order).toEqual([ids[2], ids[1], ids[0], ids[3]]);
    await expect(jobs.setPriority(ids[0]!, 1)).rejects.toThrow(InvalidState);
    for (const wrong of [1.5, Number.NaN, 2 ** 31]) {
      await expect(jobs.setPriority(ids[0]!, wrong)).rejects.toThrow(InvalidInput);
    }
  });

  it("tries a failed job again as the same job, from where it was", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(backfillRequest());
    await using _ = runJobs(database.pool, {
      backfill: async (job, __, report) => {
        if (job.progress?.done === 4) return BACKFILL_REPORT;
        report({ phase: "fetching", done: 4, total: 9, unit: "ids", messages: 4 });
        throw new NotFound("x", "It is gone.");
      },
    });
    const failed = await ended(jobs, id);
    expect(failed).toMatchObject({ state: "failed", progress: { done: 4 } });
    expect(await jobs.retry(id)).toMatchObject({ id, failure: null, finishedAt: null });
    expect(await ended(jobs, id)).toMatchObject({ state: "succeeded", attempt: 2, failure: null });
    await expect(jobs.retry(id)).rejects.toThrow(InvalidState);
  });

  it("is refused with the state that stands in the way", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(importRequest());
    await expect(jobs.resume(id)).rejects.toMatchObject({ currentState: "queued" });
    await expect(jobs.retry(id)).rejects.toThrow("this one is queued");
    await jobs.pause(id);
    await expect(jobs.pause(id)).rejects.toThrow("The job is paused and cannot be paused.");
    await jobs.cancel(id);
    for (const command of ["pause", "resume", "cancel"] as const) {
      await expect(jobs[command](id)).rejects.toMatchObject({ currentState: "canceled" });
    }
    for (const command of ["pause", "resume", "cancel", "retry"] as const) {
      await expect(jobs[command](randomUUID())).rejects.toThrow(NotFound);
      await expect(jobs[command]("1' OR true")).rejects.toThrow(NotFound);
    }
    await expect(jobs.setPriority(randomUUID(), 1)).rejects.toThrow(NotFound);
  });
});

describe("a job that waits", () => {
  it("says why and until when, and no longer when nobody works on it", async () => {
    await using database = await createTestDatabase();
    const jobs = new PostgresJobStore(database.pool);
    const { id } = await jobs.create(backfillRequest());
    const waiting = { phase: "waiting" as const, reason: "Telegram asks for a pause.", until: 5 };
    await using _ = runJobs(database.pool, {
      backfill: (job, signal, report) => {
        report({ ...waiting, done: 4, total: 9, unit: "ids", messages: 4 });
        return endless(job, signal);
      },
    });
    const job = await reached(jobs, id, ({ progress }) => progress?.phase === "waiting");
    expect(job).toMatchObject({ state: "running", progress: { ...waiting, done: 4 } });
    await jobs.pause(id);
    const paused = await reached(jobs, id, ({ state }) => state === "paused");
    expect(paused.progress).toMatchObject({
      ...{ phase: "fetching", reason: null, until: null, done: 4, total: 9 },
    });
  });
});
