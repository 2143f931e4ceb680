import { TelekeepError } from "../domain/errors.ts";
import type { Job, JobFailure, JobKind, JobProgress, JobReport } from "../domain/job.ts";
import { LeaseLost } from "../domain/job.ts";
import { isDatabaseAway } from "../domain/store-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobLease } from "../ports/job-store.ts";
import type { Log } from "../ports/log.ts";

/** What a job's work says of itself: committed facts, and while it waits, why and until when. */
export type Step = Pick<JobProgress, "phase" | "done" | "total" | "unit" | "messages"> &
  Partial<Pick<JobProgress, "reason" | "until" | "counted">>;

/**
 * What a job of a kind does, from its start or from where an earlier attempt has left it:
 * `job.progress` is what that one reported last. It stops at its next page when the signal aborts,
 * and rejects with the signal's reason.
 */
export type Work<Kind extends JobKind> = (
  job: Job<Kind>,
  signal: AbortSignal,
  report: (step: Step) => void,
) => Promise<NonNullable<Job<Kind>["result"]>>;

/** The kinds of jobs that this process can do; it takes no others. */
export type Works = { readonly [Kind in JobKind]?: Work<Kind> };

export interface JobParts {
  readonly works: Works;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of every change of a job that this process sees, in order. */
  readonly onJobChange: (job: Job) => void;
}

/**
 * Why work is broken off without a failure: it was asked to rest or to end, or its process ends.
 * Which one it was, the job's row tells.
 */
class Stop extends Error {}

const PROGRESS_INTERVAL = 250;
/** How long what another process asks may go unheard, and how old a heartbeat may be. */
const HEARTBEAT_INTERVAL = 1000;

const NOTHING_YET = { done: 0, total: null, messages: 0 };

/** A backfill goes on where it stopped; an import reads its export anew. */
function firstStep({ kind, progress }: Job): Step {
  if (kind === "import") return { phase: "reading", unit: "bytes", ...NOTHING_YET };
  return { ...NOTHING_YET, ...progress, phase: "fetching", unit: "ids", reason: null, until: null };
}

/** One attempt at a job under its lease. */
export class JobAttempt {
  readonly #lease: JobLease;
  readonly #parts: JobParts;
  readonly #stop = new AbortController();
  #step: Step;
  #isReported = false;

  constructor(lease: JobLease, parts: JobParts) {
    this.#lease = lease;
    this.#parts = parts;
    this.#step = firstStep(lease.job);
  }

  /** As it was when it was claimed. */
  get job(): Job {
    return this.#lease.job;
  }

  /** Makes the work stop soon, and the job become what was asked of it, or queued. */
  stop(): void {
    this.#stop.abort(new Stop());
  }

  /**
   * Runs the job to an end that is recorded, or until the lease is lost. Answers whether the
   * database was the reason for stopping, so that the next attempt should wait a little. Never
   * rejects.
   */
  async run(): Promise<"ended" | "database away"> {
    const { log, onJobChange } = this.#parts;
    const { job } = this.#lease;
    const signal = AbortSignal.any([this.#stop.signal, this.#lease.lost]);
    const finished = new AbortController();
    const reporting = this.#keepReporting(finished.signal);
    onJobChange({ ...job, progress: this.#progress() });
    let outcome: "ended" | "database away" = "ended";
    try {
      let end: () => Promise<Job>;
      try {
        const result = await this.#work(job, signal);
        end = () =>
          this.#lease.succeed(result, this.#progress({ phase: "done", reason: null, until: null }));
      } catch (error) {
        if (mustRest(error)) throw error;
        end = this.#endAfter(signal.aborted ? signal.reason : error);
      }
      finished.abort();
      await reporting;
      onJobChange(await end());
    } catch (error) {
      outcome = "database away";
      log.warn({ jobId: job.id, err: error }, "a job stopped because the database is away");
      const { message } = error as Error;
      const progress = this.#progress({ phase: "waiting", reason: message, until: null });
      onJobChange({ ...job, progress });
      finished.abort();
      await reporting;
      // On a full disk there may be room for this; then the job itself says what it waits for.
      await this.#lease.letGo(progress).then(onJobChange, () => {});
    } finally {
      await this.#lease[Symbol.asyncDispose]();
    }
    return outcome;
  }

  /** How an attempt that did not succeed is to be recorded. Throws what cannot be recorded. */
  #endAfter(error: unknown): () => Promise<Job> {
    if (mustRest(error)) throw error;
    const progress = this.#settledProgress();
    if (error instanceof Stop) return () => this.#lease.letGo(progress);
    const failure = this.#explain(error);
    return () => this.#lease.fail(failure, progress);
  }

  #work(job: Job, signal: AbortSignal): Promise<JobReport> {
    const { works } = this.#parts;
    const report = (step: Step): void => this.#takeStep(step);
    switch (job.kind) {
      case "import":
        return works.import!(job, signal, report);
      case "backfill":
        return works.backfill!(job, signal, report);
    }
  }

  #explain(error: unknown): JobFailure {
    if (error instanceof TelekeepError) return { code: error.code, message: error.message };
    this.#parts.log.error({ jobId: this.job.id, err: error }, "a job failed unexpectedly");
    const message = `Unexpected error; the server's log has it under the job's id, ${this.job.id}.`;
    return { code: "UNEXPECTED", message };
  }

  #takeStep(step: Step): void {
    this.#step = step;
    this.#isReported = false;
  }

  #progress(change: Partial<JobProgress> = {}): JobProgress {
    const updatedAt = this.#parts.clock.now();
    return { reason: null, until: null, ...this.#step, updatedAt, ...change };
  }

  /** Nobody waits in a job that nobody works on. */
  #settledProgress(): JobProgress {
    const { phase } = this.#step.phase === "waiting" ? firstStep(this.job) : this.#step;
    return this.#progress({ phase, reason: null, until: null });
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
        if (job.state === "canceling" || job.state === "pausing") this.stop();
      } catch (error) {
        this.#stop.abort(error);
        return;
      }
    }
  }
}

function mustRest(error: unknown): boolean {
  return isDatabaseAway(error) || error instanceof LeaseLost;
}
