import { hash } from "node:crypto";
import { NotFound } from "../domain/errors.ts";
import type { Job, JobProgress, JobTask } from "../domain/job.ts";

/** A row of job as pg reads it. */
export interface JobRow {
  readonly id: string;
  readonly kind: Job["kind"];
  readonly state: Job["state"];
  readonly input: unknown;
  readonly progress: JobProgress | null;
  readonly result: unknown;
  readonly failure: Job["failure"];
  readonly priority: number;
  readonly attempt: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** The columns of a JobRow. */
export const JOB_COLUMNS = `id, kind, state, input, progress, result, failure, priority, attempt,
  created_by, created_at, started_at, finished_at`;

/** A job as its row tells it. */
export function jobOf(row: JobRow): Job {
  return {
    ...taskOf(row),
    ...{ id: row.id, state: row.state, failure: row.failure, result: row.result },
    // Jobs of earlier versions say nothing of an end of their wait.
    progress: row.progress && { ...row.progress, until: row.progress.until ?? null },
    priority: row.priority,
    attempt: row.attempt,
    createdBy: row.created_by,
    createdAt: row.created_at.getTime(),
    startedAt: row.started_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
    // The database keeps input and result of one kind together.
  } as Job;
}

/** Kind and input without what is stored beside them. */
function taskOf({ kind, input }: JobRow): JobTask {
  const task = { kind, input } as JobTask;
  if (task.kind === "backfill") return task;
  const { paths, timeZone, channelId } = task.input;
  return { kind: task.kind, input: { paths, timeZone, channelId } };
}

/** What a request asks for, as 32 bytes: equal for equal requests. */
export function taskHash(task: JobTask): Buffer {
  return hash("sha256", JSON.stringify([task.kind, ...valuesOf(task)]), "buffer");
}

function valuesOf(task: JobTask): unknown[] {
  if (task.kind === "import") {
    const { paths, timeZone, channelId } = task.input;
    return [paths, timeZone, channelId];
  }
  const { channelId, accountId, from, to, since, until, order } = task.input;
  return [channelId, accountId, from, to, since, until, order];
}

/** SQL of the advisory lock that the worker of a job holds, for an expression that is its id. */
export function jobLock(id: string): string {
  return `hashtextextended('telekeep.job:' || ${id}, 0)`;
}

/** The active states, as an SQL list. */
export const ACTIVE = "('queued', 'running', 'pausing', 'paused', 'canceling')";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Throws NotFound for what cannot be a job's id. */
export function checkJobId(id: string): void {
  if (!UUID.test(id)) throw unknownJob(id);
}

export function unknownJob(id: string): NotFound {
  return new NotFound(id, `There is no job ${id.slice(0, 100)}.`);
}
