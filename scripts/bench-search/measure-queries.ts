import pg from "pg";
import { searchMessages } from "../../packages/core/src/store/search-messages.ts";
import type { SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { percentile as at } from "./percentile.ts";
import { queryClasses } from "./query-classes.ts";

interface Statement {
  readonly sql: string;
  readonly values: unknown[];
}

/**
 * Prints p50 and p95 of each kind of search: as searchMessages answers it, and as the one statement
 * that yielded the hits takes by itself, planned and set up the same.
 */
export async function measureQueries(
  connectionString: string,
  runs: number,
  seed: number,
): Promise<void> {
  const statements: Statement[] = [];
  const pool = new pg.Pool({ connectionString, max: 1 });
  // Connections that are being closed when the server stops.
  pool.on("error", () => {});
  pool.on("connect", (client) => record(client, statements));
  const plain = new pg.Client({ connectionString });
  await plain.connect();
  console.log(
    "search                      p50 ms  p95 ms | plain p50     p95 | ratio p50 p95 | hits",
  );
  for (const { name, request, isCounted } of queryClasses(seed)) {
    const [first, whole, bare, counts] = [[], [], [], []] as [
      number[],
      number[],
      number[],
      number[],
    ];
    let hits = 0;
    for (let run = -3; run < runs; run++) {
      const asked: SearchRequest = { query: null, first: 20, ...request() };
      const started = performance.now();
      await searchMessages(pool, asked);
      // What it read is in memory now, for the two that are compared.
      const between = performance.now();
      statements.length = 0;
      const page = await searchMessages(pool, asked);
      const took = performance.now() - between;
      const again = await timePlain(plain, statements);
      const counting = performance.now();
      if (isCounted) await page.totalCount();
      if (run < 0) continue;
      first.push(between - started);
      whole.push(took);
      bare.push(again);
      counts.push(performance.now() - counting);
      hits += page.hits.length;
    }
    print(name, first, whole, bare, hits / runs, isCounted ? counts : null);
  }
  await plain.end();
  await pool.end();
}

function record(client: pg.PoolClient, statements: Statement[]): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  Object.assign(client, {
    query: (...args: unknown[]) => {
      const sql = args[0] as string;
      statements.push({ sql, values: (args[1] as unknown[] | undefined) ?? [] });
      return query(...args);
    },
  });
}

/** The time of the last statement that read messages, after all settings that came before it. */
async function timePlain(client: pg.Client, statements: readonly Statement[]): Promise<number> {
  const last = statements.findLastIndex(({ sql }) => sql.includes("FROM message_search"));
  await client.query("BEGIN");
  for (const { sql } of statements.slice(0, last)) {
    if (sql.includes("SET LOCAL")) await client.query(sql.replace("BEGIN READ ONLY;", ""));
  }
  const { sql, values } = statements[last]!;
  const started = performance.now();
  await client.query(sql, values);
  const took = performance.now() - started;
  await client.query("COMMIT");
  return took;
}

function print(
  name: string,
  first: number[],
  whole: number[],
  bare: number[],
  hits: number,
  counts: number[] | null,
): void {
  const ms = (value: number) => value.toFixed(1).padStart(7);
  const ratio = (part: number) => (at(whole, part) / at(bare, part)).toFixed(2).padStart(5);
  const count = counts ? ` | count ${ms(at(counts, 0.5))} ${ms(at(counts, 0.95))}` : "";
  console.log(
    `${name.padEnd(26)} ${ms(at(first, 0.5))} ${ms(at(first, 0.95))} | ${ms(at(whole, 0.5))} ${ms(at(whole, 0.95))} |   ${ms(at(bare, 0.5))} ` +
      `${ms(at(bare, 0.95))} | ${ratio(0.5)} ${ratio(0.95)}   | ${hits.toFixed(1)}${count}`,
  );
}
