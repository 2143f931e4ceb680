import type { Pool, PoolClient } from "pg";
import type { Job, JobFailure, JobKind, JobProgress, JobReport } from "../domain/job.ts";
import { LeaseLost } from "../domain/job.ts";
import type { JobLease } from "../ports/job-store.ts";
import type { JobRow } from "./job-rows.ts";
import { JOB_COLUMNS, jobLock, jobOf } from "./job-rows.ts";
import { translateError } from "./translate-error.ts";

const HAS_ONE = `
SELECT FROM job WHERE state = 'queued' AND kind = ANY ($1::job_kind[]) LIMIT 1`;

const NEXT_JOB = `
SELECT id FROM job WHERE state = 'queued' AND kind = ANY ($1::job_kind[])
ORDER BY priority DESC, created_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

const START = `
UPDATE job SET state = 'running', attempt = attempt + 1, started_at = CURRENT_TIMESTAMP,
  heartbeat_at = CURRENT_TIMESTAMP, failure = NULL
WHERE id = $1 RETURNING ${JOB_COLUMNS}`;

/**
 * Progress of a backfill stays when its worker dies, so it shows that the job does not always end
 * its process. An import reads its export anew each time: how far it got shows nothing.
 */
const HEARTBEAT = `progress = coalesce($3::jsonb, progress), interruptions = CASE
  WHEN kind = 'backfill'
    AND ($3::jsonb->>'done')::bigint > coalesce((progress->>'done')::bigint, 0) THEN 0
  ELSE interruptions END`;

/** What was asked of the job comes true: see JobLease.letGo. */
const LET_GO = `progress = coalesce($3::jsonb, progress),
  state = CASE state WHEN 'canceling' THEN 'canceled'::job_state WHEN 'pausing' THEN 'paused'
    ELSE 'queued' END,
  finished_at = CASE WHEN state = 'canceling' THEN CURRENT_TIMESTAMP END`;

/**
 * Starts the next queued job of these kinds and locks it for this connection. The lock is taken
 * before the row says "running": at no moment is there a running job that nobody holds.
 */
export async function claimJob(pool: Pool, kinds: readonly JobKind[]): Promise<JobLease | null> {
  const { rowCount } = await pool.query(HAS_ONE, [kinds]);
  if (rowCount === 0) return null;
  const client = await pool.connect();
  client.on("error", ignore);
  let lease: PostgresLease | null = null;
  try {
    // A machine that vanishes without a word must not hold the lock for hours.
    await client.query(
      `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2;
       SET tcp_user_timeout = 8000; BEGIN`,
    );
    const { rows } = await client.query<{ id: string }>(NEXT_JOB, [kinds]);
    if (rows[0] !== undefined && (await tryLock(client, rows[0].id))) {
      const started = await client.query<JobRow>(START, [rows[0].id]);
      lease = new PostgresLease(client, jobOf(started.rows[0]!));
    }
    await client.query("COMMIT");
    if (lease === null) client.release();
    return lease;
  } catch (error) {
    client.release(true);
    throw error;
  } finally {
    client.off("error", ignore);
  }
}

/** The pending query is rejected as well; the event alone would end the process. */
function ignore(): void {}

/** False while the worker that gave the job back has not let go of it yet. */
async function tryLock(client: PoolClient, id: string): Promise<boolean> {
  const { rows } = await client.query<{ ok: boolean }>(
    `SELECT pg_try_advisory_lock(${jobLock("$1::text")}) AS ok`,
    [id],
  );
  return rows[0]!.ok;
}

class PostgresLease implements JobLease {
  readonly job: Job;
  readonly lost: AbortSignal;
  readonly #client: PoolClient;
  readonly #lost = new AbortController();
  readonly #onLoss: (error?: Error) => void;
  #isReleased = false;

  constructor(client: PoolClient, job: Job) {
    this.job = job;
    this.lost = this.#lost.signal;
    this.#client = client;
    this.#onLoss = (cause) => this.#lost.abort(new LeaseLost(job.id, { cause }));
    client.on("error", this.#onLoss);
    client.on("end", this.#onLoss);
  }

  heartbeat(progress: JobProgress | null): Promise<Job> {
    return this.#update(HEARTBEAT, [json(progress)]);
  }

  succeed(result: JobReport, progress: JobProgress): Promise<Job> {
    return this.#update(
      `state = 'succeeded', finished_at = CURRENT_TIMESTAMP, result = $3::jsonb,
       progress = $4::jsonb`,
      [json(result), json(progress)],
    );
  }

  fail(failure: JobFailure, progress: JobProgress | null): Promise<Job> {
    return this.#update(
      `state = 'failed', finished_at = CURRENT_TIMESTAMP, failure = $3::jsonb,
       progress = coalesce($4::jsonb, progress)`,
      [json(failure), json(progress)],
    );
  }

  letGo(progress: JobProgress | null): Promise<Job> {
    return this.#update(LET_GO, [json(progress)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    const unlock = `SELECT pg_advisory_unlock(${jobLock("$1::text")})`;
    const isFree =
      !this.lost.aborted &&
      (await this.#client.query(unlock, [this.job.id]).then(
        () => true,
        () => false,
      ));
    this.#client.off("error", this.#onLoss);
    this.#client.off("end", this.#onLoss);
    // Ending the connection frees the lock as well.
    this.#client.release(!isFree);
    // From here on it is somebody else's connection.
    this.#onLoss();
  }

  /** The number of the attempt is the fencing token: after a recovery it is another's. */
  async #update(assignments: string, values: readonly (string | null)[]): Promise<Job> {
    if (this.lost.aborted) throw this.lost.reason;
    let rows: JobRow[];
    try {
      ({ rows } = await this.#client.query<JobRow>(
        `UPDATE job SET ${assignments}, heartbeat_at = CURRENT_TIMESTAMP
         WHERE id = $1 AND attempt = $2 AND state IN ('running', 'pausing', 'canceling')
         RETURNING ${JOB_COLUMNS}`,
        [this.job.id, this.job.attempt, ...values],
      ));
    } catch (error) {
      throw translateError(error);
    }
    if (rows[0] !== undefined) return jobOf(rows[0]);
    this.#onLoss();
    throw this.lost.reason;
  }
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
