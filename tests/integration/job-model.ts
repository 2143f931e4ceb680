import type { Pool } from "pg";
import { expect } from "vitest";
import { Conflict, InvalidState } from "../../packages/core/src/domain/errors.ts";
import type { Job, JobKind, JobState } from "../../packages/core/src/domain/job.ts";
import type { JobLease } from "../../packages/core/src/ports/job-store.ts";
import type { PostgresJobStore } from "../../packages/core/src/store/job-store.ts";
import { BACKFILL_REPORT, backfillRequest, DONE, killWorker, REPORT } from "./job-fixture.ts";

/** Interruptions after which a job fails. */
const MOST_INTERRUPTIONS = 20;

/** What a job is, as simply as it can be said. */
export interface ModelJob {
  readonly id: string;
  readonly kind: JobKind;
  readonly createdAt: number;
  state: JobState;
  attempt: number;
  priority: number;
  interruptions: number;
  done: number;
  /** Whether the worker that took it is alive. */
  isHeld: boolean;
}

/** The store, and the workers of its jobs. */
export interface Real {
  readonly pool: Pool;
  readonly jobs: PostgresJobStore;
  /** Of the workers that are alive. */
  readonly leases: Map<string, JobLease>;
  /** Of those that are not, and of those that let go: none of them may write. */
  readonly late: JobLease[];
}

type Action = (model: ModelJob[], real: Real, job: ModelJob, draw: number) => Promise<void>;

const isActive = ({ state }: ModelJob): boolean =>
  !["succeeded", "failed", "canceled"].includes(state);

/** A command that may be refused for the job's state. */
const command =
  (
    ask: (real: Real, id: string) => Promise<Job>,
    next: Partial<Record<JobState, JobState>>,
    effect: (job: ModelJob) => void = () => {},
  ): Action =>
  async (_, real, job) => {
    const state = next[job.state];
    if (state === undefined) {
      await expect(ask(real, job.id)).rejects.toThrow(InvalidState);
      return;
    }
    expect(await ask(real, job.id)).toMatchObject({ id: job.id, state });
    job.state = state;
    effect(job);
  };

/** What a live worker writes, which ends its work unless `state` is undefined. */
const write =
  (
    put: (lease: JobLease, job: ModelJob, draw: number) => Promise<Job>,
    next: (state: JobState) => JobState | undefined,
  ): Action =>
  async (_, { leases, late }, job, draw) => {
    const lease = leases.get(job.id);
    if (lease === undefined) return;
    const state = next(job.state);
    const written = await put(lease, job, draw);
    expect(written).toMatchObject({ id: job.id, state: state ?? job.state });
    if (state === undefined) return;
    job.state = state;
    job.isHeld = false;
    leases.delete(job.id);
    late.push(lease);
    await lease[Symbol.asyncDispose]();
  };

const forgiven = (job: ModelJob): void => {
  job.interruptions = 0;
};

/** What can be asked of jobs, and what can happen to them. */
export const ACTIONS: Record<string, Action> = {
  pause: command(({ jobs }, id) => jobs.pause(id), {
    ...{ queued: "paused", running: "pausing", pausing: "pausing" },
  }),
  resume: command(
    ({ jobs }, id) => jobs.resume(id),
    { paused: "queued", pausing: "running" },
    forgiven,
  ),
  cancel: command(({ jobs }, id) => jobs.cancel(id), {
    ...{ queued: "canceled", paused: "canceled" },
    ...{ running: "canceling", pausing: "canceling", canceling: "canceling" },
  }),
  retry: async (model, real, job, draw) => {
    const isRival = (other: ModelJob): boolean =>
      other !== job && other.kind === "backfill" && isActive(other);
    const isOver = job.state === "failed" || job.state === "canceled";
    if (isOver && job.kind === "backfill" && model.some(isRival)) {
      const { id: conflictingId } = model.find(isRival)!;
      await expect(real.jobs.retry(job.id)).rejects.toMatchObject({ conflictingId });
      return;
    }
    const retry = command(
      ({ jobs }, id) => jobs.retry(id),
      { failed: "queued", canceled: "queued" },
      forgiven,
    );
    await retry(model, real, job, draw);
  },
  prioritise: async (_, { jobs }, job, draw) => {
    if (!isActive(job)) {
      await expect(jobs.setPriority(job.id, draw)).rejects.toThrow(InvalidState);
      return;
    }
    await jobs.setPriority(job.id, draw);
    job.priority = draw;
  },
  create: async (model, { jobs }) => {
    const rival = model.find((other) => other.kind === "backfill" && isActive(other));
    if (rival !== undefined) {
      await expect(jobs.create(backfillRequest())).rejects.toThrow(Conflict);
      return;
    }
    model.push(modelOf(await jobs.create(backfillRequest()), 0));
  },
  claim: async (model, { jobs, leases }, _, draw) => {
    const kinds = ([["import"], ["backfill"], ["import", "backfill"]] as const)[draw % 3]!;
    const queued = model.filter(
      ({ state, kind }) => state === "queued" && (kinds as readonly JobKind[]).includes(kind),
    );
    const urgent = Math.max(...queued.map(({ priority }) => priority));
    const oldest = Math.min(
      ...queued.filter(({ priority }) => priority === urgent).map(({ createdAt }) => createdAt),
    );
    const lease = await jobs.claim(kinds);
    if (queued.length === 0) return expect(lease).toBeNull();
    const job = queued.find(({ id }) => id === lease?.job.id)!;
    expect(job).toMatchObject({ priority: urgent, createdAt: oldest });
    expect(lease!.job).toMatchObject({ state: "running", attempt: job.attempt + 1, failure: null });
    Object.assign(job, { state: "running", attempt: job.attempt + 1, isHeld: true });
    leases.set(job.id, lease!);
  },
  "report progress": write(
    (lease, job, draw) => {
      if (job.kind === "backfill" && draw > job.done) job.interruptions = 0;
      job.done = draw;
      return lease.heartbeat({ ...DONE, phase: "fetching", unit: "ids", done: draw });
    },
    () => undefined,
  ),
  succeed: write(
    (lease, { kind }) => lease.succeed(kind === "import" ? REPORT : BACKFILL_REPORT, DONE),
    () => "succeeded",
  ),
  fail: write(
    (lease) => lease.fail({ code: "X", message: "It failed." }, null),
    () => "failed",
  ),
  "let go": write(
    (lease) => lease.letGo(null),
    (state) => (state === "canceling" ? "canceled" : state === "pausing" ? "paused" : "queued"),
  ),
  crash: async (_, { pool, leases, late }, job) => {
    const lease = leases.get(job.id);
    if (lease === undefined) return;
    await killWorker(pool, job.id);
    leases.delete(job.id);
    late.push(lease);
    job.isHeld = false;
  },
  recover: async (model, { jobs }) => {
    const dead = model.filter(
      ({ state, isHeld }) => ["running", "pausing", "canceling"].includes(state) && !isHeld,
    );
    const recovered = await jobs.recover();
    expect(new Set(recovered.map(({ id }) => id))).toEqual(new Set(dead.map(({ id }) => id)));
    for (const job of dead) {
      job.interruptions++;
      if (job.state === "canceling") job.state = "canceled";
      else if (job.state === "pausing") job.state = "paused";
      else job.state = job.interruptions >= MOST_INTERRUPTIONS ? "failed" : "queued";
    }
  },
  "write late": async (_, { late }, __, draw) => {
    const lease = late[draw % Math.max(late.length, 1)];
    if (lease === undefined) return;
    const writes = [
      () => lease.heartbeat(DONE),
      () => lease.succeed(REPORT, DONE),
      () => lease.fail({ code: "LATE", message: "Late." }, DONE),
      () => lease.letGo(DONE),
    ];
    const name = await writes[draw % 4]!().then(
      () => "written",
      (error: Error) => error.name,
    );
    expect(name).toMatch(/^(LeaseLost|DatabaseUnavailable)$/);
  },
};

/** Compares all jobs as they are with what they should be. */
export async function compare(model: readonly ModelJob[], pool: Pool): Promise<void> {
  const { rows } = await pool.query(
    `SELECT id, kind, state, attempt, priority, interruptions, failure IS NOT NULL AS failed,
       result IS NOT NULL AS succeeded, finished_at IS NOT NULL AS finished
     FROM job ORDER BY id`,
  );
  const expected = model.map(({ id, kind, state, attempt, priority, interruptions }) => ({
    ...{ id, kind, state, attempt, priority, interruptions },
    failed: state === "failed",
    succeeded: state === "succeeded",
    finished: ["succeeded", "failed", "canceled"].includes(state),
  }));
  expect(rows).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
}

/** A job that was just recorded. */
export function modelOf({ id, kind, createdAt }: Job, interruptions: number): ModelJob {
  const fresh = { state: "queued", attempt: 0, priority: 0, done: 0, isHeld: false } as const;
  return { ...fresh, id, kind, createdAt, interruptions };
}
