import type { PoolClient } from "pg";
import pg, { type Pool } from "pg";
import { SearchTooSlow } from "../domain/search-failures.ts";
import { SearchStatistics } from "./search-statistics.ts";
import { translated } from "./translate-error.ts";
import { withClient } from "./with-client.ts";

export interface SearchDatabaseOptions {
  /** A `postgresql://` URL of a database that is up to date. */
  readonly connectionString: string;
  /** Longest that one statement may take; {@link SEARCH_TIMEOUT} unless given. */
  readonly timeoutMilliseconds?: number;
  /** Told of connections that were lost while idle; they are replaced when next needed. */
  readonly log?: (message: string) => void;
}

/** What the statements of one search work with. */
export interface SearchSession {
  readonly client: PoolClient;
  readonly statistics: SearchStatistics;
}

/** Milliseconds that a statement of a search may take unless told otherwise. */
export const SEARCH_TIMEOUT = 5000;
/** Searches at a time: each keeps a processor busy. */
const MAX_CONNECTIONS = 6;
/** Milliseconds that an idle connection is kept: a new one has to plan every statement again. */
const IDLE_TIMEOUT = 300_000;
/** Milliseconds after which PostgreSQL may know more than what was read of its statistics. */
const STATISTICS_AGE = 60_000;
const QUERY_CANCELED = "57014";

/**
 * Settings of a connection for searching. Parallel workers are off: a search must not slow down the
 * others. With less memory the index would name pages instead of messages, and every message on
 * them would be compared with a query of up to 2,000 terms.
 *
 * Plans are made once for a connection, which saves up to half of a millisecond a statement. Each
 * statement is written for one plan, which is right for an archive of any size; what is off here
 * would look cheaper to the planner as long as the archive is small, and stay when it has grown.
 */
export function searchSettings(timeoutMilliseconds: number): string {
  return `
    SET default_transaction_read_only = on;
    SET statement_timeout = ${Math.ceil(timeoutMilliseconds)};
    SET work_mem = '64MB';
    SET max_parallel_workers_per_gather = 0;
    SET jit = off;
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET enable_sort = off;
    SET enable_hashjoin = off;
    SET enable_mergejoin = off`;
}

/** Connections for searching alone, which only read. */
export class SearchDatabase implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #timeout: number;
  #statistics: SearchStatistics | null = null;
  #readAt = 0;

  constructor({
    connectionString,
    timeoutMilliseconds = SEARCH_TIMEOUT,
    log,
  }: SearchDatabaseOptions) {
    this.#timeout = timeoutMilliseconds;
    const settings = searchSettings(timeoutMilliseconds);
    this.#pool = new pg.Pool({
      connectionString,
      application_name: "telekeep-search",
      max: MAX_CONNECTIONS,
      idleTimeoutMillis: IDLE_TIMEOUT,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      verify: (client, done) =>
        client.query(settings, (error: Error | undefined) => done(error ?? undefined)),
    });
    this.#pool.on("error", (error) => {
      if (!this.#pool.ending) log?.(`A database connection was lost: ${error.message}.`);
    });
  }

  /**
   * Lends a connection to one search. Throws SearchTooSlow when a statement takes too long, and
   * DatabaseUnavailable.
   */
  async run<T>(search: (session: SearchSession) => Promise<T>): Promise<T> {
    try {
      return await translated(() =>
        withClient(this.#pool, async (client) =>
          search({ client, statistics: await this.#knowledge(client) }),
        ),
      );
    } catch (error) {
      const isTimeout = (error as { code?: unknown }).code === QUERY_CANCELED;
      throw isTimeout ? new SearchTooSlow(this.#timeout, { cause: error }) : error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  /** Nobody waits for statistics but the first search. */
  async #knowledge(client: PoolClient): Promise<SearchStatistics> {
    const isOld = performance.now() - this.#readAt > STATISTICS_AGE;
    if (this.#statistics === null) {
      this.#statistics = await SearchStatistics.read(client);
      this.#readAt = performance.now();
    } else if (isOld) {
      this.#readAt = performance.now();
      // What fails here fails again, and louder, in the searches themselves.
      this.#renew().catch(() => {});
    }
    return this.#statistics;
  }

  async #renew(): Promise<void> {
    this.#statistics = await withClient(this.#pool, (client) => SearchStatistics.read(client));
  }
}
