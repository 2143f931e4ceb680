import type { Pool } from "pg";
import type { Job, JobKind, JobTask } from "../domain/job.ts";
import type { JobLease, JobQuery, JobRequest, JobStore, JobTotals } from "../ports/job-store.ts";
import { commandJob, readJob, retryJob, setJobPriority } from "./control-job.ts";
import { BEGIN_ALONE, createJob, findByKey } from "./create-job.ts";
import { claimJob } from "./job-lease.ts";
import type { JobRow } from "./job-rows.ts";
import { checkJobId, JOB_COLUMNS, jobOf } from "./job-rows.ts";
import { readTotals } from "./job-totals.ts";
import { recoverJobs } from "./recover-jobs.ts";
import { translated } from "./translate-error.ts";
import { withClient } from "./with-client.ts";

const LIST = `
SELECT ${JOB_COLUMNS} FROM job
WHERE ($1::text[] IS NULL OR state::text = ANY ($1))
  AND ($2::uuid IS NULL
    OR (created_at, id) < (SELECT c.created_at, c.id FROM job c WHERE c.id = $2))
ORDER BY created_at DESC, id DESC LIMIT $3`;

/** Jobs in PostgreSQL's table `job`. */
export class PostgresJobStore implements JobStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  findByKey(idempotencyKey: string, task: JobTask): Promise<Job | null> {
    return translated(() => findByKey(this.#pool, idempotencyKey, task));
  }

  create(request: JobRequest): Promise<Job> {
    return translated(() =>
      withClient(this.#pool, async (client) => {
        // One request at a time: neither a key nor an export can be taken by two.
        await client.query(BEGIN_ALONE);
        const job = await createJob(client, request);
        await client.query("COMMIT");
        return job;
      }),
    );
  }

  get(id: string): Promise<Job> {
    return translated(async () => {
      checkJobId(id);
      return jobOf(await readJob(this.#pool, id));
    });
  }

  async list({ states, limit, after }: JobQuery): Promise<readonly Job[]> {
    const { rows } = await translated(() =>
      this.#pool.query<JobRow>(LIST, [states ?? null, after ?? null, limit]),
    );
    return rows.map(jobOf);
  }

  cancel(id: string): Promise<Job> {
    return translated(() => commandJob(this.#pool, id, "cancel"));
  }

  pause(id: string): Promise<Job> {
    return translated(() => commandJob(this.#pool, id, "pause"));
  }

  resume(id: string): Promise<Job> {
    return translated(() => commandJob(this.#pool, id, "resume"));
  }

  retry(id: string): Promise<Job> {
    return translated(() => retryJob(this.#pool, id));
  }

  setPriority(id: string, priority: number): Promise<Job> {
    return translated(() => setJobPriority(this.#pool, id, priority));
  }

  claim(kinds: readonly JobKind[]): Promise<JobLease | null> {
    return translated(() => claimJob(this.#pool, kinds));
  }

  recover(): Promise<readonly Job[]> {
    return translated(() => recoverJobs(this.#pool));
  }

  readTotals(id: string): Promise<JobTotals> {
    return translated(() => readTotals(this.#pool, id));
  }
}
