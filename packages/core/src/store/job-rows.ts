import { hash } from "node:crypto";
import type { ImportInput, Job } from "../domain/job.ts";

/** A row of job as pg reads it. */
export interface JobRow {
  readonly id: string;
  readonly kind: "import";
  readonly state: Job["state"];
  readonly input: ImportInput;
  readonly progress: Job["progress"];
  readonly result: Job["result"];
  readonly failure: Job["failure"];
  readonly attempt: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** The columns of a JobRow. */
export const JOB_COLUMNS = `id, kind, state, input, progress, result, failure, attempt, created_by,
  created_at, started_at, finished_at`;

/** A job as its row tells it. */
export function jobOf(row: JobRow): Job {
  const { paths, timeZone, channelId } = row.input;
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, input: { paths, timeZone, channelId } },
    ...{ progress: row.progress, result: row.result, failure: row.failure },
    attempt: row.attempt,
    createdBy: row.created_by,
    createdAt: row.created_at.getTime(),
    startedAt: row.started_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
  };
}

/** What a request asks for, as 32 bytes: equal for equal requests. */
export function inputHash({ paths, timeZone, channelId }: ImportInput): Buffer {
  return hash("sha256", JSON.stringify(["import", paths, timeZone, channelId]), "buffer");
}

/** SQL of the advisory lock that the worker of a job holds, for an expression that is its id. */
export function jobLock(id: string): string {
  return `hashtextextended('telekeep.job:' || ${id}, 0)`;
}
