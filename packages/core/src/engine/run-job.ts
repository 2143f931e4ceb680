import { TelekeepError } from "../domain/errors.ts";
import type { ImportReport, Job, JobFailure, JobProgress } from "../domain/job.ts";
import { LeaseLost } from "../domain/job.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobLease } from "../ports/job-store.ts";
import type { Log } from "../ports/log.ts";

/** What a job's work says of itself: committed facts. */
export type Step = Pick<JobProgress, "phase" | "done" | "total" | "unit" | "messages">;

/** What a job does. Rejects with the signal's reason when it aborts. */
export type Work = (
  job: Job,
  signal: AbortSignal,
  report: (step: Step) => void,
) => Promise<ImportReport>;

export interface JobParts {
  readonly work: Work;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every change of a job that this process sees, in order. */
  readonly onJobChange: (job: Job) => void;
}

/** Why a running job stops without a failure. */
class Stop extends Error {
  readonly why: "canceled" | "shutdown";

  constructor(why: "canceled" | "shutdown") {
    super(why);
    this.why = why;
  }
}

const PROGRESS_INTERVAL = 250;
/** How long a cancellation by another process may go unheard, and how old a heartbeat may be. */
const HEARTBEAT_INTERVAL = 1000;
const START: Step = { phase: "reading", done: 0, total: null, unit: "bytes", messages: 0 };

/** One attempt at a job under its lease. */
export class JobAttempt {
  readonly #lease: JobLease;
  readonly #parts: JobParts;
  readonly #stop = new AbortController();
  #step: Step = START;
  #isReported = false;

  constructor(lease: JobLease, parts: JobParts) {
    this.#lease = lease;
    this.#parts = parts;
  }

  get jobId(): string {
    return this.#lease.job.id;
  }

  /** Makes the work stop soon: to be canceled, or to be given back because this process ends. */
  stop(why: "canceled" | "shutdown"): void {
    this.#stop.abort(new Stop(why));
  }

  /**
   * Runs the job to an end that is recorded, or until the lease is lost. Answers whether the
   * database was the reason for stopping, so that the next attempt should wait a little. Never
   * rejects.
   */
  async run(): Promise<"ended" | "database away"> {
    const { work, log, onJobChange } = this.#parts;
    const { job } = this.#lease;
    const signal = AbortSignal.any([this.#stop.signal, this.#lease.lost]);
    const finished = new AbortController();
    const reporting = this.#keepReporting(finished.signal);
    onJobChange(job);
    let outcome: "ended" | "database away" = "ended";
    try {
      let end: () => Promise<Job>;
      try {
        const result = await work(job, signal, (step) => this.#takeStep(step));
        end = () => this.#lease.succeed(result, this.#progress({ phase: "done" }));
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        end = this.#endAfter(signal.aborted ? signal.reason : error);
      }
      finished.abort();
      await reporting;
      onJobChange(await end());
    } catch (error) {
      outcome = "database away";
      log.warn({ jobId: job.id, err: error }, "a job stopped because the database is away");
      const { message } = error as Error;
      onJobChange({ ...job, progress: this.#progress({ phase: "waiting", reason: message }) });
      finished.abort();
      await reporting;
      await this.#lease.requeue().then(onJobChange, () => {});
    } finally {
      await this.#lease[Symbol.asyncDispose]();
    }
    return outcome;
  }

  /** How an attempt that did not succeed is to be recorded. Throws what cannot be recorded. */
  #endAfter(error: unknown): () => Promise<Job> {
    if (isDatabaseAway(error)) throw error;
    if (error instanceof Stop) {
      return () => (error.why === "canceled" ? this.#lease.confirmCancel() : this.#lease.requeue());
    }
    return () => this.#lease.fail(this.#explain(error));
  }

  #explain(error: unknown): JobFailure {
    if (error instanceof TelekeepError) return { code: error.code, message: error.message };
    this.#parts.log.error({ jobId: this.jobId, err: error }, "a job failed unexpectedly");
    const message = `Unexpected error; the server's log has it under the job's id, ${this.jobId}.`;
    return { code: "UNEXPECTED", message };
  }

  #takeStep(step: Step): void {
    this.#step = step;
    this.#isReported = false;
  }

  #progress(change: { phase?: JobProgress["phase"]; reason?: string } = {}): JobProgress {
    return {
      ...this.#step,
      updatedAt: this.#parts.clock.now(),
      reason: null,
      ...change,
    };
  }

  /** Writes progress when there is some, and a sign of life otherwise, until the work is over. */
  async #keepReporting(finished: AbortSignal): Promise<void> {
    const { clock, onJobChange } = this.#parts;
    let written = clock.now();
    while (!finished.aborted) {
      await clock.sleep(PROGRESS_INTERVAL, finished).catch(() => {});
      if (finished.aborted) return;
      if (this.#isReported && clock.now() - written < HEARTBEAT_INTERVAL) continue;
      const progress = this.#isReported ? null : this.#progress();
      this.#isReported = true;
      try {
        const job = await this.#lease.heartbeat(progress);
        written = clock.now();
        onJobChange(job);
        if (job.state === "canceling") this.stop("canceled");
      } catch (error) {
        this.#stop.abort(error);
        return;
      }
    }
  }
}

function isDatabaseAway(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || error instanceof LeaseLost;
}
