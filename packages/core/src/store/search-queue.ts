import type { Pool } from "pg";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import type { Indexing, IndexingEvents } from "./indexing.ts";
import { Pulse } from "./pulse.ts";
import { sleepUnless } from "./sleep-unless.ts";
import { translated } from "./translate-error.ts";

export interface SearchQueueOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  /** Begins to index; called when there is something to index for the first time. */
  readonly startIndexing: (events: IndexingEvents) => Indexing;
}

/** For progress of another process, which is not heard here. */
const WAITER_POLL_MILLISECONDS = 1000;
/** For pages that were left behind by a process that is no more. */
const WATCH_MILLISECONDS = 10_000;

/**
 * The queue of committed messages that are to become searchable. Where nothing is ever committed,
 * nothing is started that would index it.
 */
export class SearchQueue implements SearchIndex, AsyncDisposable {
  readonly #options: SearchQueueOptions;
  readonly #stop = new AbortController();
  readonly #progress = new Pulse();
  readonly #watching: Promise<void>;
  #indexing: Indexing | null = null;
  #failure: Error | null = null;

  constructor(options: SearchQueueOptions) {
    this.#options = options;
    this.#watching = this.#watch(this.#stop.signal);
  }

  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#indexing ??= this.#options.startIndexing({
      onProgress: () => this.#tell(null),
      onFailure: (failure) => this.#tell(failure),
    });
    this.#indexing.wake();
  }

  async pendingMessages(jobId?: string): Promise<number> {
    const { rows } = await translated(() =>
      this.#options.pool.query(
        `SELECT coalesce(sum(cardinality(message_ids)), 0)::bigint AS count FROM search_pending
         WHERE $1::uuid IS NULL OR job_id = $1`,
        [jobId ?? null],
      ),
    );
    return Number(rows[0].count);
  }

  async whenIndexed(jobId: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const next = this.#progress.next;
      if (await this.#isIndexed(jobId)) return;
      this.#stop.signal.throwIfAborted();
      if (this.#failure !== null) throw this.#failure;
      this.wake();
      await sleepUnless(next, this.#options.clock, WAITER_POLL_MILLISECONDS, signal);
    }
  }

  /** Indexing ends after the batch at hand; whatever is left stays in the queue. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error("The search indexer was stopped."));
    await this.#watching;
    await this.#indexing?.[Symbol.asyncDispose]();
    this.#progress.beat();
  }

  #tell(failure: Error | null): void {
    this.#failure = failure;
    this.#progress.beat();
  }

  /** A database that is away for a moment is no reason to give up waiting. */
  async #isIndexed(jobId: string): Promise<boolean> {
    try {
      return (await this.pendingMessages(jobId)) === 0;
    } catch (error) {
      if (error instanceof DatabaseUnavailable) return false;
      throw error;
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { pool, clock } = this.#options;
    while (!signal.aborted) {
      try {
        const { rows } = await pool.query("SELECT EXISTS (SELECT FROM search_pending) AS waits");
        if (rows[0].waits) this.wake();
      } catch {
        // The database is away, and the next look is not far.
      }
      await clock.sleep(WATCH_MILLISECONDS, signal).catch(() => {});
    }
  }
}
