import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { Conflict } from "../domain/errors.ts";
import type { Job, JobTask } from "../domain/job.ts";
import { IdempotencyConflict } from "../domain/job.ts";
import type { JobRequest } from "../ports/job-store.ts";
import type { JobRow } from "./job-rows.ts";
import { ACTIVE, JOB_COLUMNS, jobOf, taskHash } from "./job-rows.ts";

/** Begins a transaction in which nobody else can make a job active. */
export const BEGIN_ALONE =
  "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('telekeep.jobs', 0))";

/** Records a job inside a transaction of {@link BEGIN_ALONE}. */
export async function createJob(client: PoolClient, request: JobRequest): Promise<Job> {
  const { idempotencyKey, createdBy } = request;
  if (idempotencyKey !== null) {
    const earlier = await findByKey(client, idempotencyKey, request);
    if (earlier !== null) return earlier;
  }
  const { kind } = request;
  const input = kind === "import" ? { ...request.input, exports: request.exports } : request.input;
  await checkNobodyElse(client, kind, input);
  const { rows } = await client.query<JobRow>(
    `INSERT INTO job (id, kind, input, created_by, idempotency_key, input_hash, priority)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${JOB_COLUMNS}`,
    [
      ...[randomUUID(), kind, JSON.stringify(input), createdBy, idempotencyKey],
      ...[taskHash(request), kind === "backfill" ? (request.priority ?? 0) : 0],
    ],
  );
  return jobOf(rows[0]!);
}

/** The job that was asked for with this key. Throws IdempotencyConflict. */
export async function findByKey(
  client: Pool | PoolClient,
  idempotencyKey: string,
  task: JobTask,
): Promise<Job | null> {
  const { rows } = await client.query<JobRow & { input_hash: Buffer }>(
    `SELECT ${JOB_COLUMNS}, input_hash FROM job WHERE idempotency_key = $1`,
    [idempotencyKey],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (!row.input_hash.equals(taskHash(task))) throw new IdempotencyConflict();
  return jobOf(row);
}

const RIVAL = {
  import: {
    sql: `SELECT id FROM job WHERE kind = 'import' AND state IN ${ACTIVE} AND id <> $2
      AND input->'exports' ?| ARRAY(SELECT jsonb_array_elements_text($1::jsonb->'exports'))
      LIMIT 1`,
    does: "is importing this export already",
  },
  backfill: {
    sql: `SELECT id FROM job WHERE kind = 'backfill' AND state IN ${ACTIVE} AND id <> $2
      AND input->>'channelId' = $1::jsonb->>'channelId'`,
    does: "is fetching this channel already",
  },
};

const NOBODY = "00000000-0000-0000-0000-000000000000";

/**
 * Throws Conflict naming an active job, other than this one, that works on the same. The input is as
 * it is stored.
 */
export async function checkNobodyElse(
  client: PoolClient,
  kind: Job["kind"],
  input: unknown,
  id = NOBODY,
): Promise<void> {
  const { sql, does } = RIVAL[kind];
  const { rows } = await client.query<{ id: string }>(sql, [JSON.stringify(input), id]);
  if (rows[0] === undefined) return;
  const rival = rows[0].id;
  throw new Conflict(`The job ${rival} ${does}; wait for it or cancel it.`, rival);
}
