import { SearchDatabase } from "../../packages/core/src/store/search-database.ts";
import { searchMessages } from "../../packages/core/src/store/search-messages.ts";
import type { SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { percentile as at } from "./percentile.ts";
import { openPlainClient, replay } from "./plain-client.ts";
import { queryClasses } from "./query-classes.ts";
import { StatementRecorder } from "./record-statements.ts";

/** Searches of each kind that nobody times. */
const WARM_UP = 5;

/**
 * Prints p50 and p95 of each kind of search: as searchMessages answers it for the first time and
 * again, and as the statements it sent, over one plain connection.
 */
export async function measureQueries(
  connectionString: string,
  runs: number,
  seed: number,
): Promise<void> {
  using recorder = new StatementRecorder();
  await using database = new SearchDatabase({ connectionString });
  await using plain = await openPlainClient(connectionString);
  console.log(
    "search                     | first p50    p95 | again p50   p95 | SQL p50    p95 | ratio p50 p95 | hits",
  );
  for (const { name, request, isCounted } of queryClasses(seed)) {
    const times = { first: [] as number[], again: [] as number[], sql: [] as number[] };
    const counts: number[] = [];
    let hits = 0;
    for (let run = -WARM_UP; run < runs; run++) {
      const asked: SearchRequest = { query: null, first: 20, ...request() };
      const started = performance.now();
      const statements = await recorder.during(() => searchMessages(database, asked));
      // What it read is in memory now, for the two that are compared.
      const between = performance.now();
      const page = await searchMessages(database, asked);
      const ended = performance.now();
      await replay(plain.client, statements);
      const replayed = performance.now();
      if (isCounted) await page.totalCount();
      if (run < 0) continue;
      times.first.push(between - started);
      times.again.push(ended - between);
      times.sql.push(replayed - ended);
      counts.push(performance.now() - replayed);
      hits += page.hits.length;
    }
    print(name, times, hits / runs, isCounted ? counts : null);
  }
}

function print(
  name: string,
  { first, again, sql }: Record<"first" | "again" | "sql", readonly number[]>,
  hits: number,
  counts: readonly number[] | null,
): void {
  const ms = (value: number) => value.toFixed(1).padStart(7);
  const both = (times: readonly number[]) => ms(at(times, 0.5)) + ms(at(times, 0.95));
  const ratio = (part: number) => (at(again, part) / at(sql, part)).toFixed(2).padStart(5);
  const count = counts ? ` | count ${both(counts)}` : "";
  console.log(
    `${name.padEnd(26)} | ${both(first)}   | ${both(again)}  | ${both(sql)} | ` +
      `${ratio(0.5)} ${ratio(0.95)}   | ${hits.toFixed(1)}${count}`,
  );
}
