import type { Pool, PoolClient } from "pg";
import { InvalidInput, InvalidState } from "../domain/errors.ts";
import type { Job, JobState } from "../domain/job.ts";
import { isFinal } from "../domain/job.ts";
import { BEGIN_ALONE, checkNobodyElse } from "./create-job.ts";
import type { JobRow } from "./job-rows.ts";
import { ACTIVE, checkJobId, JOB_COLUMNS, jobOf, unknownJob } from "./job-rows.ts";
import { withClient } from "./with-client.ts";

/** What can be asked of a job. */
export type JobCommand = "cancel" | "pause" | "resume";

/** Each is one statement, so that it and a worker's own write come one after the other. */
const COMMANDS: Record<JobCommand, string> = {
  cancel: `UPDATE job SET
      state = CASE WHEN state IN ('queued', 'paused') THEN 'canceled'::job_state
        ELSE 'canceling' END,
      finished_at = CASE WHEN state IN ('queued', 'paused') THEN CURRENT_TIMESTAMP END
    WHERE id = $1 AND state IN ${ACTIVE}`,
  pause: `UPDATE job SET
      state = CASE WHEN state = 'queued' THEN 'paused'::job_state ELSE 'pausing' END
    WHERE id = $1 AND state IN ('queued', 'running', 'pausing')`,
  resume: `UPDATE job SET interruptions = 0,
      state = CASE WHEN state = 'pausing' THEN 'running'::job_state ELSE 'queued' END
    WHERE id = $1 AND state IN ('paused', 'pausing')`,
};

/** Asks something of a job. Throws NotFound, and InvalidState when its state does not allow it. */
export async function commandJob(pool: Pool, id: string, command: JobCommand): Promise<Job> {
  checkJobId(id);
  const sql = `${COMMANDS[command]} RETURNING ${JOB_COLUMNS}`;
  const { rows } = await pool.query<JobRow>(sql, [id]);
  if (rows[0] !== undefined) return jobOf(rows[0]);
  throw refusal((await readJob(pool, id)).state, command);
}

const RETRY = `
UPDATE job SET state = 'queued', failure = NULL, finished_at = NULL, interruptions = 0
WHERE id = $1 RETURNING ${JOB_COLUMNS}`;

/** Queues an ended job again. Throws NotFound, InvalidState and Conflict. */
export function retryJob(pool: Pool, id: string): Promise<Job> {
  checkJobId(id);
  return withClient(pool, async (client) => {
    await client.query(BEGIN_ALONE);
    const row = await readJob(client, id);
    if (row.state !== "failed" && row.state !== "canceled") throw refusal(row.state, "retry");
    await checkNobodyElse(client, row.kind, row.input, id);
    const { rows } = await client.query<JobRow>(RETRY, [id]);
    await client.query("COMMIT");
    return jobOf(rows[0]!);
  });
}

const SET_PRIORITY = `
UPDATE job SET priority = $2 WHERE id = $1 AND state IN ${ACTIVE} RETURNING ${JOB_COLUMNS}`;

/** Sets a job's priority. Throws InvalidInput, NotFound and InvalidState. */
export async function setJobPriority(pool: Pool, id: string, priority: number): Promise<Job> {
  checkJobId(id);
  if (!Number.isInteger(priority) || Math.abs(priority) >= 2 ** 31) {
    throw new InvalidInput("A job's priority is a whole number of at most 32 bits, such as 10.");
  }
  const { rows } = await pool.query<JobRow>(SET_PRIORITY, [id, priority]);
  if (rows[0] !== undefined) return jobOf(rows[0]);
  throw refusal((await readJob(pool, id)).state, "prioritise");
}

/** A job's row. Throws NotFound. */
export async function readJob(client: Pool | PoolClient, id: string): Promise<JobRow> {
  const { rows } = await client.query<JobRow>(`SELECT ${JOB_COLUMNS} FROM job WHERE id = $1`, [id]);
  if (rows[0] === undefined) throw unknownJob(id);
  return rows[0];
}

const DONE_TO_IT = {
  cancel: "canceled",
  pause: "paused",
  resume: "resumed",
  retry: "tried again",
  prioritise: "given a priority",
};

function refusal(state: JobState, command: keyof typeof DONE_TO_IT): InvalidState {
  const word = DONE_TO_IT[command];
  if (command === "retry") {
    const words = `Only a failed or canceled job can be ${word}; this one is ${state}.`;
    return new InvalidState(state, words);
  }
  return new InvalidState(
    state,
    isFinal(state)
      ? `The job has already ended (${state}) and cannot be ${word}.`
      : `The job is ${state} and cannot be ${word}.`,
  );
}
