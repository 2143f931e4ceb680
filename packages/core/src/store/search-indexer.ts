import type { Pool, PoolClient } from "pg";
import type { Clock } from "../ports/clock.ts";
import { BatchColumns, type PreparedBatch, prepareBatch, writeBatch } from "./index-messages.ts";
import type { Indexing, IndexingEvents } from "./indexing.ts";
import { MAX_FAILURES, retryDelay } from "./indexing.ts";
import { KnownWords } from "./known-words.ts";
import { Merges } from "./merge-indexes.ts";
import { Pulse } from "./pulse.ts";
import { sleepUnless } from "./sleep-unless.ts";

export interface SearchIndexerOptions {
  /**
   * One connection is held all the time and two more while there is something to index, so it must
   * have at least four.
   */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly events: IndexingEvents;
  /** Told in a sentence what went wrong; the indexer tries again by itself. */
  readonly log?: (message: string) => void;
}

/** Session-level advisory lock of the one process that indexes: "tksearch" in ASCII. */
const LOCK = "8388348690069644136";
/** Whoever commits pages in another process may NOTIFY this; without it they are found by polling. */
export const SEARCH_PENDING_CHANNEL = "telekeep_search_pending";

const POLL_MILLISECONDS = 2000;

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
export class SearchIndexer implements Indexing {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #events: IndexingEvents;
  readonly #log: (message: string) => void;
  readonly #known = new KnownWords();
  readonly #stop = new AbortController();
  readonly #wake = new Pulse();
  readonly #running: Promise<void>;
  #failures = 0;

  constructor(options: SearchIndexerOptions) {
    this.#pool = options.pool;
    this.#clock = options.clock;
    this.#events = options.events;
    this.#log = options.log ?? (() => {});
    this.#running = this.#run(this.#stop.signal);
  }

  wake(): void {
    this.#wake.beat();
  }

  /** Ends after the batch at hand; whatever is left stays in the queue. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error("The search indexer was stopped."));
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#serve(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#failures++;
        if (this.#failures >= MAX_FAILURES) this.#events.onFailure(error as Error);
        this.#log(`Indexing for search failed and is tried again: ${(error as Error).message}`);
        await this.#clock.sleep(retryDelay(this.#failures), signal).catch(() => {});
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
        await sleepUnless(woken, this.#clock, POLL_MILLISECONDS, either);
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
      await this.#clock.sleep(POLL_MILLISECONDS, signal);
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
      this.#events.onProgress();
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
    this.#events.onProgress();
  }

  /** While pages are still coming in, indexing takes half of its time at most. */
  async #yieldToIngest(
    writing: Promise<void>,
    started: number,
    signal: AbortSignal,
  ): Promise<void> {
    await writing;
    const elapsed = this.#clock.now() - started;
    await this.#clock.sleep(elapsed, signal);
  }
}

function ignore(): void {}
