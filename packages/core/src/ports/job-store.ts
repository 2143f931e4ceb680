import type {
  BackfillReport,
  ImportInput,
  Job,
  JobFailure,
  JobKind,
  JobProgress,
  JobReport,
  JobState,
  JobTask,
  WorkerCounts,
} from "../domain/job.ts";

/** A request for a job. */
export type JobRequest = {
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  readonly createdBy: string;
} & (
  | {
      readonly kind: "import";
      readonly input: ImportInput;
      /** Canonical paths of the exports: no two jobs read one of them at the same time. */
      readonly exports: readonly string[];
    }
  | (Extract<JobTask, { readonly kind: "backfill" }> & {
      /** Of queued jobs the greatest number starts first; 0 unless given. */
      readonly priority?: number;
    })
);

/** Which jobs to list, newest first. */
export interface JobQuery {
  readonly states?: readonly JobState[];
  readonly limit: number;
  /** Id of the job after which to go on. */
  readonly after?: string;
}

/** Where jobs are recorded and handed out. Every call may throw DatabaseUnavailable. */
export interface JobStore {
  /**
   * The job of an earlier request with this key, or null. Throws IdempotencyConflict when that
   * request asked for something else.
   */
  findByKey(idempotencyKey: string, task: JobTask): Promise<Job | null>;
  /**
   * Records a job as queued; a repeated request gets the job of the first. Throws
   * IdempotencyConflict, and Conflict naming the active job that reads the same export or fetches
   * the same channel. A paused job is active.
   */
  create(request: JobRequest): Promise<Job>;
  /** Throws NotFound. */
  get(id: string): Promise<Job>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /**
   * Asks for an end: a queued or paused job is canceled at once, a running one becomes canceling
   * and its worker stops it. Throws NotFound, and InvalidState when it has ended already.
   */
  cancel(id: string): Promise<Job>;
  /**
   * Asks for a rest: a queued job is paused at once, a running one becomes pausing and its worker
   * stops it. Throws NotFound, and InvalidState when it is paused, is being canceled or has ended.
   */
  pause(id: string): Promise<Job>;
  /**
   * Lets a paused job go on: it is queued. One that is pausing keeps running, or is queued when its
   * worker has stopped already. Throws NotFound, and InvalidState for any other.
   */
  resume(id: string): Promise<Job>;
  /**
   * Queues a failed or canceled job again. Throws NotFound, InvalidState for any other, and Conflict
   * as a request for a new one would.
   */
  retry(id: string): Promise<Job>;
  /**
   * Sets the priority of a job, a whole number of 32 bits: it counts when the job is queued. Throws
   * InvalidInput, NotFound, and InvalidState when the job has ended.
   */
  setPriority(id: string, priority: number): Promise<Job>;
  /** Takes the next queued job of these kinds and starts it, or answers null when there is none. */
  claim(kinds: readonly JobKind[]): Promise<JobLease | null>;
  /**
   * Frees the jobs of workers that died: running ones are queued again, and what was asked of the
   * others comes true. Answers the jobs it changed.
   */
  recover(): Promise<readonly Job[]>;
  /** What this job's commits have changed so far, over all its attempts, exactly. */
  readTotals(id: string): Promise<JobTotals>;
}

/** Sums over the pages that a job committed; those of an import examine no ids. */
export type JobTotals = Omit<BackfillReport, keyof WorkerCounts | "warnings">;

/**
 * The right to work on a running job. It lasts as long as its database connection: a worker that
 * dies or is cut off has lost it, and whatever it writes afterwards is refused with LeaseLost.
 */
export interface JobLease extends AsyncDisposable {
  /** As it was when it was claimed. */
  readonly job: Job;
  /** Aborts with LeaseLost when the connection is gone. */
  readonly lost: AbortSignal;
  /**
   * Records progress, null for none, as a sign of life. When the answer's state is pausing or
   * canceling, the worker is to stop and let go.
   */
  heartbeat(progress: JobProgress | null): Promise<Job>;
  /** Records the end, also of a job that was about to be paused or canceled. */
  succeed(result: JobReport, progress: JobProgress): Promise<Job>;
  fail(failure: JobFailure, progress: JobProgress | null): Promise<Job>;
  /**
   * Records that the worker has stopped before the end: what was asked of the job comes true, and a
   * job of which nothing was asked is queued, to be started again. A pause that was taken back
   * meanwhile was not asked.
   */
  letGo(progress: JobProgress | null): Promise<Job>;
}
