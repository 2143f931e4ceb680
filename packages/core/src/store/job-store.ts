import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { Conflict, InvalidState, NotFound } from "../domain/errors.ts";
import type { ImportInput, Job } from "../domain/job.ts";
import { IdempotencyConflict } from "../domain/job.ts";
import type { JobLease, JobQuery, JobRequest, JobStore, JobTotals } from "../ports/job-store.ts";
import { claimJob } from "./job-lease.ts";
import type { JobRow } from "./job-rows.ts";
import { inputHash, JOB_COLUMNS, jobLock, jobOf } from "./job-rows.ts";
import { translated } from "./translate-error.ts";
import { withClient } from "./with-client.ts";

/** Crashes after which a job is taken to be their cause. */
const MAX_ATTEMPTS = 20;

/**
 * The jobs whose worker is gone: nobody holds their lock. Rows that a worker writes at this moment
 * are skipped, and a row that it has just finished no longer matches once it can be locked.
 */
const RECOVER = `
WITH held AS MATERIALIZED (
  SELECT id FROM job WHERE state IN ('running', 'canceling') FOR UPDATE SKIP LOCKED
), dead AS MATERIALIZED (
  SELECT id FROM held WHERE pg_try_advisory_xact_lock(${jobLock("held.id")})
)
UPDATE job SET
  state = CASE WHEN state = 'canceling' THEN 'canceled'::job_state
    WHEN attempt >= ${MAX_ATTEMPTS} THEN 'failed' ELSE 'queued' END,
  failure = CASE WHEN state = 'running' AND attempt >= ${MAX_ATTEMPTS} THEN $1::jsonb END,
  finished_at = CASE WHEN state = 'canceling' OR attempt >= ${MAX_ATTEMPTS}
    THEN CURRENT_TIMESTAMP END
WHERE id IN (SELECT id FROM dead)
RETURNING ${JOB_COLUMNS}`;

const INTERRUPTED = {
  code: "INTERRUPTED",
  message: `The job was interrupted ${MAX_ATTEMPTS} times; see the server's log for what stops it.`,
};

const CANCEL = `
UPDATE job SET
  state = CASE WHEN state = 'queued' THEN 'canceled'::job_state ELSE 'canceling' END,
  finished_at = CASE WHEN state = 'queued' THEN CURRENT_TIMESTAMP END
WHERE id = $1 AND state IN ('queued', 'running', 'canceling')
RETURNING ${JOB_COLUMNS}`;

const LIST = `
SELECT ${JOB_COLUMNS} FROM job
WHERE ($1::text[] IS NULL OR state::text = ANY ($1))
  AND ($2::uuid IS NULL
    OR (created_at, id) < (SELECT c.created_at, c.id FROM job c WHERE c.id = $2))
ORDER BY created_at DESC, id DESC LIMIT $3`;

const TOTALS = `
SELECT coalesce(sum((data->>'added')::int), 0)::int AS added,
  coalesce(sum((data->>'newVersions')::int), 0)::int AS versions,
  coalesce(sum((data->>'filesRecorded')::int), 0)::int AS files
FROM event WHERE job_id = $1`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Jobs in PostgreSQL's table `job`. */
export class PostgresJobStore implements JobStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  findByKey(idempotencyKey: string, input: ImportInput): Promise<Job | null> {
    return translated(() => findByKey(this.#pool, idempotencyKey, input));
  }

  create(request: JobRequest): Promise<Job> {
    return translated(() =>
      withClient(this.#pool, async (client) => {
        // One request at a time: neither a key nor an export can be taken by two.
        await client.query(
          "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('telekeep.jobs', 0))",
        );
        const job = await create(client, request);
        await client.query("COMMIT");
        return job;
      }),
    );
  }

  async get(id: string): Promise<Job> {
    if (!UUID.test(id)) throw unknownJob(id);
    const { rows } = await translated(() =>
      this.#pool.query<JobRow>(`SELECT ${JOB_COLUMNS} FROM job WHERE id = $1`, [id]),
    );
    if (rows[0] === undefined) throw unknownJob(id);
    return jobOf(rows[0]);
  }

  async list({ states, limit, after }: JobQuery): Promise<readonly Job[]> {
    const { rows } = await translated(() =>
      this.#pool.query<JobRow>(LIST, [states ?? null, after ?? null, limit]),
    );
    return rows.map(jobOf);
  }

  async cancel(id: string): Promise<Job> {
    if (!UUID.test(id)) throw unknownJob(id);
    const { rows } = await translated(() => this.#pool.query<JobRow>(CANCEL, [id]));
    if (rows[0] !== undefined) return jobOf(rows[0]);
    const { state } = await this.get(id);
    throw new InvalidState(state, `The job has already ended (${state}) and cannot be canceled.`);
  }

  claim(): Promise<JobLease | null> {
    return translated(() => claimJob(this.#pool));
  }

  async recover(): Promise<readonly Job[]> {
    const { rows } = await translated(() =>
      this.#pool.query<JobRow>(RECOVER, [JSON.stringify(INTERRUPTED)]),
    );
    return rows.map(jobOf);
  }

  async readTotals(id: string): Promise<JobTotals> {
    const { rows } = await translated(() =>
      this.#pool.query<{ added: number; versions: number; files: number }>(TOTALS, [id]),
    );
    const { added, versions, files } = rows[0]!;
    return { messagesAdded: added, revisionsAdded: versions, filesRecorded: files };
  }
}

async function create(client: PoolClient, request: JobRequest): Promise<Job> {
  const { input, exports, idempotencyKey, createdBy } = request;
  if (idempotencyKey !== null) {
    const earlier = await findByKey(client, idempotencyKey, input);
    if (earlier !== null) return earlier;
  }
  const { rows: active } = await client.query<{ id: string }>(
    `SELECT id FROM job WHERE state IN ('queued', 'running', 'canceling')
       AND input->'exports' ?| $1::text[] LIMIT 1`,
    [exports],
  );
  if (active[0] !== undefined) {
    throw new Conflict(
      `The job ${active[0].id} is importing this export already; wait for it or cancel it.`,
      active[0].id,
    );
  }
  const { rows } = await client.query<JobRow>(
    `INSERT INTO job (id, kind, input, created_by, idempotency_key, input_hash)
     VALUES ($1, 'import', $2, $3, $4, $5) RETURNING ${JOB_COLUMNS}`,
    [
      randomUUID(),
      JSON.stringify({ ...input, exports }),
      createdBy,
      idempotencyKey,
      inputHash(input),
    ],
  );
  return jobOf(rows[0]!);
}

async function findByKey(
  client: Pool | PoolClient,
  idempotencyKey: string,
  input: ImportInput,
): Promise<Job | null> {
  const { rows } = await client.query<JobRow & { input_hash: Buffer }>(
    `SELECT ${JOB_COLUMNS}, input_hash FROM job WHERE idempotency_key = $1`,
    [idempotencyKey],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (!row.input_hash.equals(inputHash(input))) throw new IdempotencyConflict();
  return jobOf(row);
}

function unknownJob(id: string): NotFound {
  return new NotFound(id, `There is no job ${id.slice(0, 100)}.`);
}
