import type { Pool, PoolClient } from "pg";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import { BatchColumns, type PreparedBatch, prepareBatch, writeBatch } from "./index-messages.ts";
import { KnownWords } from "./known-words.ts";
import { Merges } from "./merge-indexes.ts";
import { Pulse } from "./pulse.ts";
import { translated } from "./translate-error.ts";

export interface SearchIndexerOptions {
  /**
   * One connection is held all the time and two more while there is something to index, so it must
   * have at least four.
   */
  readonly pool: Pool;
  readonly clock: Clock;
  /** Told in a sentence what went wrong; the indexer tries again by itself. */
  readonly log?: (message: string) => void;
}

/** Session-level advisory lock of the one process that indexes: "tksearch" in ASCII. */
const LOCK = "8388348690069644136";
/** Whoever commits pages in another process may NOTIFY this; without it they are found by polling. */
export const SEARCH_PENDING_CHANNEL = "telekeep_search_pending";

const POLL_MILLISECONDS = 2000;
const WAITER_POLL_MILLISECONDS = 1000;
const MAX_RETRY_MILLISECONDS = 30_000;
/** Failures in a row after which those who wait are told. */
const MAX_FAILURES = 4;

/*
 * A lost commit takes the index rows and the removal from the queue with it, so nothing has to
 * wait for the disk. The limit of the pending lists only has to be beyond what collects between
 * two merges, so that a write is never the one that has to merge.
 */
const BEGIN = `
  BEGIN;
  SET LOCAL synchronous_commit = off;
  SET LOCAL gin_pending_list_limit = '1GB';
  SET LOCAL statement_timeout = 0`;
const SESSION = `
  SET maintenance_work_mem = '256MB';
  SET statement_timeout = 0`;

/** A connection that one batch after the other is made and written on. */
interface Lane {
  readonly client: PoolClient;
  readonly columns: BatchColumns;
}

/**
 * Makes committed messages searchable, in the background, from a queue in the database: whatever
 * dies when, the queue and the index agree. One process at a time does the work, the others stand
 * by. Runs until it is disposed.
 */
export class SearchIndexer implements SearchIndex, AsyncDisposable {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #log: (message: string) => void;
  readonly #known = new KnownWords();
  readonly #stop = new AbortController();
  readonly #wake = new Pulse();
  readonly #progress = new Pulse();
  readonly #running: Promise<void>;
  #failures = 0;
  #failure: unknown;

  constructor(options: SearchIndexerOptions) {
    this.#pool = options.pool;
    this.#clock = options.clock;
    this.#log = options.log ?? (() => {});
    this.#running = this.#run(this.#stop.signal);
  }

  wake(): void {
    this.#wake.beat();
  }

  async pendingMessages(jobId?: string): Promise<number> {
    return countPending(this.#pool, jobId);
  }

  async whenIndexed(jobId: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const next = this.#progress.next;
      if (await this.#isIndexed(jobId)) return;
      if (this.#stop.signal.aborted) throw this.#stop.signal.reason;
      if (this.#failures >= MAX_FAILURES) throw this.#failure;
      this.wake();
      // The poll is for another process that does the indexing: its progress is not heard here.
      await this.#clockedWait(next, WAITER_POLL_MILLISECONDS, signal);
    }
  }

  /** A database that is away for a moment is no reason to give up waiting. */
  async #isIndexed(jobId: string): Promise<boolean> {
    try {
      return (await countPending(this.#pool, jobId)) === 0;
    } catch (error) {
      if (error instanceof DatabaseUnavailable) return false;
      throw error;
    }
  }

  /** Ends after the batch at hand; whatever is left stays in the queue. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error("The search indexer was stopped."));
    await this.#running;
    this.#progress.beat();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#serve(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#failures++;
        this.#failure = error;
        this.#progress.beat();
        this.#log(`Indexing for search failed and is tried again: ${(error as Error).message}`);
        const delay = Math.min(MAX_RETRY_MILLISECONDS, 250 * 2 ** this.#failures);
        await this.#clockedWait(new Promise(() => {}), delay, signal).catch(() => {});
      }
    }
  }

  /** One database session: from its connection to its loss, or to the end. */
  async #serve(signal: AbortSignal): Promise<void> {
    const session = await this.#pool.connect();
    const lost = new AbortController();
    const onError = (error: Error) => {
      lost.abort(error);
      this.wake();
    };
    session.on("error", onError);
    session.on("notification", () => this.wake());
    try {
      await session.query(`${SESSION}; LISTEN ${SEARCH_PENDING_CHANNEL}`);
      const either = AbortSignal.any([signal, lost.signal]);
      await this.#awaitLeadership(session, either);
      for (;;) {
        either.throwIfAborted();
        const woken = this.#wake.next;
        await this.#drain(session, either);
        this.#failures = 0;
        await this.#clockedWait(woken, POLL_MILLISECONDS, either);
      }
    } finally {
      session.off("error", onError);
      session.on("error", ignore);
      // Its settings and its lock end with the connection.
      session.release(true);
    }
  }

  async #awaitLeadership(session: PoolClient, signal: AbortSignal): Promise<void> {
    for (;;) {
      const { rows } = await session.query("SELECT pg_try_advisory_lock($1) AS held", [LOCK]);
      if (rows[0].held) return;
      this.#failures = 0;
      await this.#clockedWait(new Promise(() => {}), POLL_MILLISECONDS, signal);
    }
  }

  /**
   * Empties the queue. Two connections take turns: while PostgreSQL writes one batch, the terms of
   * the next are made here, and the session merges. Batches are claimed, read and committed in one
   * order, so that an older version of a message is never written over a newer one.
   */
  async #drain(session: PoolClient, signal: AbortSignal): Promise<void> {
    const lanes: Lane[] = [];
    const merges = new Merges(session);
    let writing: Promise<void> = Promise.resolve();
    let newest = "";
    let isClean = false;
    try {
      for (let turn = 0; !signal.aborted; turn++) {
        const started = this.#clock.now();
        const lane = (lanes[turn % 2] ??= await this.#openLane());
        await lane.client.query(BEGIN);
        const batch = await prepareBatch(lane.client, this.#known, lane.columns);
        await writing;
        await merges.makeRoom();
        if (batch === null) {
          await lane.client.query("ROLLBACK");
          break;
        }
        writing = this.#write(lane.client, batch, merges);
        // Awaited one turn later; until then a failure must not count as unhandled.
        writing.catch(() => {});
        if (newest !== "" && batch.newestSequence !== newest) {
          await this.#yieldToIngest(writing, started, signal);
        }
        newest = batch.newestSequence;
      }
      await writing;
      await merges.finish();
      isClean = true;
    } finally {
      await writing.catch(() => {});
      for (const { client } of lanes) {
        client.off("error", ignore);
        client.release(!isClean);
      }
      this.#progress.beat();
    }
  }

  async #openLane(): Promise<Lane> {
    const client = await this.#pool.connect();
    // A lost connection also rejects the query under way; the event alone would end the process.
    client.on("error", ignore);
    return { client, columns: new BatchColumns() };
  }

  async #write(client: PoolClient, batch: PreparedBatch, merges: Merges): Promise<void> {
    await writeBatch(client, batch);
    await client.query("COMMIT");
    this.#known.add(batch.words);
    merges.add();
    this.#progress.beat();
  }

  /** While pages are still coming in, indexing takes half of its time at most. */
  async #yieldToIngest(
    writing: Promise<void>,
    started: number,
    signal: AbortSignal,
  ): Promise<void> {
    await writing;
    const elapsed = this.#clock.now() - started;
    await this.#clockedWait(new Promise(() => {}), elapsed, signal);
  }

  async #clockedWait(event: Promise<void>, timeout: number, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    try {
      await Promise.race([
        event,
        this.#clock.sleep(timeout, AbortSignal.any([signal, over.signal])),
      ]);
    } finally {
      over.abort();
    }
  }
}

function ignore(): void {}

async function countPending(pool: Pool, jobId: string | undefined): Promise<number> {
  const { rows } = await translated(() =>
    pool.query(
      `SELECT coalesce(sum(cardinality(message_ids)), 0)::bigint AS count FROM search_pending
       WHERE $1::uuid IS NULL OR job_id = $1`,
      [jobId ?? null],
    ),
  );
  return Number(rows[0].count);
}
