import type {
  ImportInput,
  ImportReport,
  Job,
  JobFailure,
  JobProgress,
  JobState,
} from "../domain/job.ts";

/** A request for a job. */
export interface JobRequest {
  readonly input: ImportInput;
  /** Canonical paths of the exports: no two jobs read one of them at the same time. */
  readonly exports: readonly string[];
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  readonly createdBy: string;
}

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
  findByKey(idempotencyKey: string, input: ImportInput): Promise<Job | null>;
  /**
   * Records a job as queued; a repeated request gets the job of the first. Throws
   * IdempotencyConflict, and Conflict naming the active job that reads the same export.
   */
  create(request: JobRequest): Promise<Job>;
  /** Throws NotFound. */
  get(id: string): Promise<Job>;
  list(query: JobQuery): Promise<readonly Job[]>;
  /**
   * Asks for an end: a queued job is canceled at once, a running one becomes canceling and its
   * worker stops it. Throws NotFound, and InvalidState when it has ended already.
   */
  cancel(id: string): Promise<Job>;
  /** Takes the next queued job and starts it, or answers null when there is none. */
  claim(): Promise<JobLease | null>;
  /**
   * Frees the jobs of workers that died: running ones are queued again, canceling ones canceled.
   * Answers the jobs it changed.
   */
  recover(): Promise<readonly Job[]>;
  /** What this job's commits have changed so far, over all its attempts. */
  readTotals(id: string): Promise<JobTotals>;
}

/** Sums over the pages that a job committed. */
export type JobTotals = Pick<ImportReport, "messagesAdded" | "revisionsAdded" | "filesRecorded">;

/**
 * The right to work on a running job. It lasts as long as its database connection: a worker that
 * dies or is cut off has lost it, and whatever it writes afterwards is refused with LeaseLost.
 */
export interface JobLease extends AsyncDisposable {
  /** As it was when it was claimed. */
  readonly job: Job;
  /** Aborts with LeaseLost when the connection is gone. */
  readonly lost: AbortSignal;
  /** Records progress, null for none, as a sign of life; the answer's state may be canceling. */
  heartbeat(progress: JobProgress | null): Promise<Job>;
  succeed(result: ImportReport, progress: JobProgress): Promise<Job>;
  fail(failure: JobFailure): Promise<Job>;
  /** Records that the worker has stopped as it was asked to. */
  confirmCancel(): Promise<Job>;
  /** Gives the job back to be started again. */
  requeue(): Promise<Job>;
}
