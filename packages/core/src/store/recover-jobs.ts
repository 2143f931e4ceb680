import type { Pool } from "pg";
import type { Job } from "../domain/job.ts";
import type { JobRow } from "./job-rows.ts";
import { JOB_COLUMNS, jobLock, jobOf } from "./job-rows.ts";

/** Interruptions without any progress after which a job is taken to be their cause. */
const MAX_INTERRUPTIONS = 20;

/** Of the row as it is when it has been locked: it may have been asked something meanwhile. */
const NEXT_STATE = `CASE WHEN state = 'canceling' THEN 'canceled'::job_state
  WHEN state = 'pausing' THEN 'paused'
  WHEN interruptions + 1 >= ${MAX_INTERRUPTIONS} THEN 'failed' ELSE 'queued' END`;

/**
 * The jobs whose worker is gone: nobody holds their lock. Rows that a worker writes at this moment
 * are skipped, and a row that it has just finished no longer matches once it can be locked.
 */
const RECOVER = `
WITH held AS MATERIALIZED (
  SELECT id FROM job WHERE state IN ('running', 'pausing', 'canceling') FOR UPDATE SKIP LOCKED
), dead AS MATERIALIZED (
  SELECT id FROM held WHERE pg_try_advisory_xact_lock(${jobLock("held.id")})
)
UPDATE job SET
  state = ${NEXT_STATE},
  interruptions = interruptions + 1,
  failure = CASE WHEN ${NEXT_STATE} = 'failed' THEN $1::jsonb END,
  finished_at = CASE WHEN ${NEXT_STATE} IN ('failed', 'canceled') THEN CURRENT_TIMESTAMP END
WHERE id IN (SELECT id FROM dead)
RETURNING ${JOB_COLUMNS}`;

const INTERRUPTED = {
  code: "INTERRUPTED",
  message: `The job was interrupted ${MAX_INTERRUPTIONS} times; see the server's log for what stops it.`,
};

/** Frees the jobs of workers that died, and answers them. */
export async function recoverJobs(pool: Pool): Promise<readonly Job[]> {
  const { rows } = await pool.query<JobRow>(RECOVER, [JSON.stringify(INTERRUPTED)]);
  return rows.map(jobOf);
}
