import type { JobKind } from "../domain/job.ts";
import { isDatabaseAway } from "../domain/store-failures.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { JobParts } from "./run-job.ts";
import { JobAttempt } from "./run-job.ts";

export interface RunnerParts extends JobParts {
  readonly jobs: JobStore;
  /**
   * Jobs of each kind that run at the same time in this process, unless given 2 imports and 4
   * backfills: these wait for Telegram most of the time, and must not keep an import waiting.
   */
  readonly concurrency?: { readonly [Kind in JobKind]?: number };
}

const CONCURRENCY: Record<JobKind, number> = { import: 2, backfill: 4 };

/** How often the queue is looked at without being woken: another process may have filled it. */
const POLL = 1000;
/** Bounds, with the poll, how long a dead worker's job lies idle. */
const RECOVERY_INTERVAL = 3000;
const MAX_BACKOFF = 5000;

/**
 * Takes jobs from the queue and runs them, and frees the jobs of workers that died. While the
 * database is away it waits, ever longer up to five seconds, and goes on by itself.
 */
export class JobRunner implements AsyncDisposable {
  readonly #parts: RunnerParts;
  readonly #running = new Map<JobAttempt, Promise<void>>();
  readonly #closing = new AbortController();
  /** Jobs that were to be stopped while one was being claimed: it may be one of them. */
  #missed: Set<string> | null = null;
  #nap = new AbortController();
  #isWoken = false;
  #failures = 0;
  #recoveredAt = Number.NEGATIVE_INFINITY;
  readonly #loop: Promise<void>;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#loop = this.#run();
  }

  /** Says that the queue may have a job. */
  wake(): void {
    this.#isWoken = true;
    this.#nap.abort();
  }

  /**
   * Stops a job that was asked to be paused or canceled, if it runs here, without waiting for a
   * heartbeat.
   */
  stop(jobId: string): void {
    this.#missed?.add(jobId);
    for (const attempt of this.#running.keys()) {
      if (attempt.job.id === jobId) attempt.stop();
    }
  }

  /** Gives running jobs back to the queue, and resolves when nothing runs any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#nap.abort();
    // First, so that a claim under way does not take a job that is given back here.
    await this.#loop;
    for (const attempt of this.#running.keys()) attempt.stop();
    await Promise.all(this.#running.values());
  }

  async #run(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#isWoken = false;
      try {
        await this.#recoverDead();
        await this.#startQueued();
        this.#failures = 0;
      } catch (error) {
        this.#failures++;
        if (!isDatabaseAway(error)) {
          this.#parts.log.error({ err: error }, "the job queue could not be read");
        } else if (this.#failures === 1) {
          this.#parts.log.warn({ err: error }, "the job queue waits for the database");
        }
      }
      await this.#sleep(Math.min(POLL * 2 ** Math.min(this.#failures, 10), MAX_BACKOFF));
    }
  }

  async #recoverDead(): Promise<void> {
    const { jobs, clock, onJobChange } = this.#parts;
    if (clock.now() - this.#recoveredAt < RECOVERY_INTERVAL) return;
    for (const job of await jobs.recover()) onJobChange(job);
    this.#recoveredAt = clock.now();
  }

  async #startQueued(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const kinds = this.#kindsWithRoom();
      const missed = (this.#missed = new Set());
      const lease = kinds.length > 0 ? await this.#parts.jobs.claim(kinds) : null;
      this.#missed = null;
      if (lease === null) return;
      const attempt = new JobAttempt(lease, this.#parts);
      if (missed.has(lease.job.id)) attempt.stop();
      const run = attempt.run().then((outcome) => {
        this.#running.delete(attempt);
        // After a loss of the database the poll, which backs off, comes soon enough.
        if (outcome === "ended") this.wake();
      });
      this.#running.set(attempt, run);
    }
  }

  #kindsWithRoom(): JobKind[] {
    const { works, concurrency = {} } = this.#parts;
    const running = [...this.#running.keys()].map(({ job }) => job.kind);
    return (Object.keys(CONCURRENCY) as JobKind[]).filter((kind) => {
      const limit = concurrency[kind] ?? CONCURRENCY[kind];
      return works[kind] !== undefined && running.filter((each) => each === kind).length < limit;
    });
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#isWoken || this.#closing.signal.aborted) return;
    this.#nap = new AbortController();
    await this.#parts.clock.sleep(milliseconds, this.#nap.signal).catch(() => {});
  }
}
