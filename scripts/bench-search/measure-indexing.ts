import { setTimeout } from "node:timers/promises";
import type { Pool } from "pg";
import { SearchIndexer } from "../../packages/core/src/store/search-indexer.ts";
import { SearchQueue } from "../../packages/core/src/store/search-queue.ts";

/** Lets the indexer empty the queue; prints its rate, with the final flush, and what it left. */
export async function measureIndexing(pool: Pool): Promise<void> {
  const { rows } = await pool.query(
    "SELECT coalesce(sum(cardinality(message_ids)), 0)::int AS count FROM search_pending",
  );
  const count = rows[0].count as number;
  if (count > 0) await catchUp(pool, count);
  await pool.query("VACUUM ANALYZE message_search");
  await pool.query("ANALYZE search_word");
  const sizes = await pool.query(
    `SELECT relname, pg_size_pretty(pg_table_size(oid)) AS size FROM pg_class
     WHERE relname LIKE 'message_search%' OR relname LIKE 'search_word%' ORDER BY relname`,
  );
  for (const { relname, size } of sizes.rows) console.log(`  ${relname.padEnd(48)} ${size}`);
  const words = await pool.query("SELECT count(*) FROM search_word");
  console.log(`  ${words.rows[0].count} words`);
}

async function catchUp(pool: Pool, count: number): Promise<void> {
  const clock = {
    now: () => performance.now(),
    sleep: (milliseconds: number, signal?: AbortSignal) =>
      setTimeout(milliseconds, undefined, { signal }),
  };
  await pool.query("CHECKPOINT");
  const cpu = process.cpuUsage();
  const started = performance.now();
  {
    const log = console.error;
    await using queue = new SearchQueue({
      ...{ pool, clock },
      startIndexing: (events) => new SearchIndexer({ pool, clock, events, log }),
    });
    queue.wake();
    while ((await queue.pendingMessages()) > 0) {
      await setTimeout(100);
    }
    // Disposing waits for the flush, which belongs to the work.
  }
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `indexed ${count} messages in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)}/s, ` +
      `${Math.round((user + system) / count)} µs each of this process`,
  );
}
