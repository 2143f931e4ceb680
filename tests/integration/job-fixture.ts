import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type {
  BackfillInput,
  BackfillReport,
  ImportInput,
  ImportReport,
  Job,
  JobProgress,
} from "../../packages/core/src/domain/job.ts";
import { isFinal } from "../../packages/core/src/domain/job.ts";
import type { Works } from "../../packages/core/src/engine/run-job.ts";
import { JobRunner } from "../../packages/core/src/engine/run-jobs.ts";
import type { Clock } from "../../packages/core/src/ports/clock.ts";
import type { JobRequest } from "../../packages/core/src/ports/job-store.ts";
import { PostgresJobStore } from "../../packages/core/src/store/job-store.ts";
import { systemClock } from "../../packages/core/src/system-clock.ts";
import { waitUntil } from "./wait-until.ts";

/** What comes of the imports of these tests. */
export const REPORT: ImportReport = {
  ...{ channels: 1, messagesAdded: 2, messagesAlreadyPresent: 0, revisionsAdded: 0 },
  ...{ filesRecorded: 0, quarantined: 0, quarantineReasons: [], warnings: [] },
};

/** What comes of the backfills of these tests. */
export const BACKFILL_REPORT: BackfillReport = {
  ...{ idsExamined: 9, messagesAdded: 7, messagesAlreadyPresent: 0, revisionsAdded: 0 },
  ...{ filesRecorded: 0, quarantined: 0, quarantineReasons: [], absent: 2, warnings: [] },
  ...{ requests: 1, waits: 0, waited: 0 },
};

/** The progress of a job that is over. */
export const DONE: JobProgress = {
  ...{ phase: "done", done: 1, total: 1, unit: "bytes", messages: 2 },
  ...{ updatedAt: 0, reason: null, until: null },
};

/** What the imports of these tests read. */
export const INPUT: ImportInput = { paths: ["/a/result.json"], timeZone: null, channelId: null };

const BACKFILL: BackfillInput = {
  ...{ channelId: -1_000_000_000_042, accountId: null, from: null, to: null },
  ...{ since: null, until: null, order: "newest_first" },
};

type RequestOf<Kind> = Extract<JobRequest, { kind: Kind }>;

/** A request for an import of an export that nobody else imports. */
export function importRequest(change: Partial<RequestOf<"import">> = {}): RequestOf<"import"> {
  const asked = { input: INPUT, exports: [randomUUID()], idempotencyKey: null, createdBy: "test" };
  return { kind: "import", ...asked, ...change };
}

/** A request for all of one and the same channel. */
export function backfillRequest(change: Partial<BackfillInput> = {}): RequestOf<"backfill"> {
  const asked = { idempotencyKey: null, createdBy: "test" };
  return { kind: "backfill", input: { ...BACKFILL, ...change }, ...asked };
}

/** Twenty of its seconds pass in one. */
const quickClock: Clock = {
  now: () => systemClock.now() * 20,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 20, signal),
};

interface Running extends AsyncDisposable {
  readonly runner: JobRunner;
  readonly changes: Job[];
  readonly logged: string[];
}

/** A process that works on jobs. */
export function runJobs(pool: Pool, works: Works, imports = 2): Running {
  const changes: Job[] = [];
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (_: object, message: string) => void logged.push(message),
  };
  const runner = new JobRunner({
    ...{ jobs: new PostgresJobStore(pool), works, clock: quickClock, log },
    concurrency: { import: imports },
    onJobChange: (job) => void changes.push(job),
  });
  return { runner, changes, logged, [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose]() };
}

/** Waits for the end of a job. */
export async function ended(jobs: PostgresJobStore, id: string): Promise<Job> {
  return reached(jobs, id, ({ state }) => isFinal(state));
}

/** Waits until a job is as it should be. */
export async function reached(
  jobs: PostgresJobStore,
  id: string,
  isReached: (job: Job) => boolean,
): Promise<Job> {
  let job = await jobs.get(id);
  await waitUntil(async () => isReached((job = await jobs.get(id))));
  return job;
}

/** Work that goes on until it is stopped. */
export const endless = (_: Job, signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });

const LOCK_OF_JOB = `locktype = 'advisory'
  AND (classid::bigint << 32) + objid::bigint = hashtextextended('telekeep.job:' || $1, 0)`;

/** Ends the connection of the worker that holds a job, and waits until its lock is free. */
export async function killWorker(pool: Pool, id: string): Promise<void> {
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE ${LOCK_OF_JOB}`,
    [id],
  );
  if (rowCount !== 1) throw new Error(`${rowCount} workers hold the job ${id}`);
  const isFree = async (): Promise<boolean> =>
    (await pool.query(`SELECT FROM pg_locks WHERE ${LOCK_OF_JOB}`, [id])).rowCount === 0;
  while (!(await isFree()));
}
