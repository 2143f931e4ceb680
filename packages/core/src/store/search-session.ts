import type { Pool, PoolClient } from "pg";
import { SearchTooSlow } from "../domain/search-failures.ts";
import { translated } from "./translate-error.ts";
import { withClient } from "./with-client.ts";

const QUERY_CANCELED = "57014";

/**
 * Runs the statements of one search in a transaction that only reads, each for at most
 * `milliseconds`. Sequential scans and parallel workers are off: neither helps a search that must
 * not slow down the others. With less memory the index would name pages instead of messages, and
 * every message on them would be compared with a query of up to 2,000 terms.
 */
export async function inSearchSession<T>(
  pool: Pool,
  milliseconds: number,
  search: (client: PoolClient) => Promise<T>,
): Promise<T> {
  try {
    return await translated(() =>
      withClient(pool, async (client) => {
        await client.query(`
          BEGIN READ ONLY;
          SET LOCAL statement_timeout = ${Math.ceil(milliseconds)};
          SET LOCAL enable_seqscan = off;
          SET LOCAL work_mem = '64MB';
          SET LOCAL max_parallel_workers_per_gather = 0;
          SET LOCAL jit = off`);
        const result = await search(client);
        await client.query("COMMIT");
        return result;
      }),
    );
  } catch (error) {
    const isTimeout = (error as { code?: unknown }).code === QUERY_CANCELED;
    throw isTimeout ? new SearchTooSlow(milliseconds, { cause: error }) : error;
  }
}
