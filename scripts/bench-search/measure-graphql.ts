import pg from "pg";
import type { SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { percentile } from "./percentile.ts";
import { queryClasses } from "./query-classes.ts";
import { type RecordedStatement, StatementRecorder } from "./record-statements.ts";
import { type BenchApi, startBenchApi } from "./start-bench-api.ts";

const QUERY = `
  query Search($query: TextQuery, $filter: MessageFilter, $order: MessageOrder, $after: String) {
    searchMessages(query: $query, filter: $filter, orderBy: $order, first: 20, after: $after) {
      edges {
        node { messageId postedAt text channel { title } }
        highlights { offset length }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`;
/** Searches of each kind that nobody times, in which code and connections become warm. */
const WARM_UP = 5;
/** Searches before all others, until the code of a server that runs for days is compiled. */
const START_UP = 200;
/** Milliseconds that the first page may take, and times the SQL alone that a request may. */
const FIRST_PAGE = 100;
const FACTOR = 2;

/**
 * Prints p50 and p95 of each kind of search through the API over HTTP: asked for the first time,
 * then, again and interleaved, beside the statements that it sent, one after the other over one
 * plain connection, prepared where the API prepares them.
 */
export async function measureGraphql(
  connectionString: string,
  runs: number,
  seed: number,
): Promise<void> {
  using recorder = new StatementRecorder();
  await using api = await startBenchApi(connectionString);
  const plain = new pg.Client({ connectionString });
  await plain.connect();
  console.log("SQL: the statements of the request over one plain connection, instead of psql");
  console.log(
    "search                    | first p50    p95 | HTTP p50    p95 | SQL p50    p95 | ratio p50 p95 | statements",
  );
  const [ordinary] = queryClasses(seed + 1);
  for (let run = 0; run < START_UP; run++) await ask(api, bodyOf(ordinary!.request()));
  for (const { name, request } of queryClasses(seed)) {
    const times = { first: [] as number[], http: [] as number[], sql: [] as number[] };
    let statements: readonly RecordedStatement[] = [];
    for (let run = -WARM_UP; run < runs; run++) {
      const body = bodyOf(request());
      let first = 0;
      statements = await recorder.during(async () => {
        first = await timed(() => ask(api, body));
      });
      // Whichever comes first pays for what the one before it left behind.
      const isHttpFirst = run % 2 === 0;
      const before = isHttpFirst ? await timed(() => ask(api, body)) : 0;
      const sql = await timed(() => replay(plain, statements));
      const http = isHttpFirst ? before : await timed(() => ask(api, body));
      if (run < 0) continue;
      times.first.push(first);
      times.http.push(http);
      times.sql.push(sql);
    }
    print(name, times, statements.length);
  }
  await plain.end();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function ask(api: BenchApi, body: string): Promise<void> {
  const answer = await api.post(body);
  if (!answer.startsWith('{"data":{"searchMessages":{')) {
    throw new Error(`The API answered ${answer.slice(0, 500)}`);
  }
}

async function replay(client: pg.Client, statements: readonly RecordedStatement[]): Promise<void> {
  const query = client.query.bind(client) as (...args: readonly unknown[]) => Promise<unknown>;
  for (const statement of statements) await query(...statement);
}

/** A search of the core as the body of a request to the API. */
function bodyOf({
  query = null,
  filter = {},
  order,
  after = null,
}: Partial<SearchRequest>): string {
  const channels = filter.channelIds?.map((id) =>
    Buffer.from(`Channel:${id}`).toString("base64url"),
  );
  const variables = {
    ...{ query, after, order: order?.toUpperCase() },
    filter: {
      ...{ channels, senderIds: filter.senderIds?.map(String) },
      mediaKinds: filter.mediaKinds?.map((kind) => kind.toUpperCase()),
    },
  };
  return JSON.stringify({ query: QUERY, variables });
}

function print(
  name: string,
  { first, http, sql }: Record<"first" | "http" | "sql", readonly number[]>,
  statements: number,
): void {
  const both = (times: readonly number[]) =>
    [0.5, 0.95].map((part) => percentile(times, part).toFixed(1).padStart(7)).join("");
  const [middle, late] = [0.5, 0.95].map((part) => percentile(http, part) / percentile(sql, part));
  const verdict = [
    late! > FACTOR && `more than ${FACTOR} times the SQL`,
    percentile(first, 0.95) > FIRST_PAGE && `first page slower than ${FIRST_PAGE} ms`,
  ].filter(Boolean);
  console.log(
    `${name.padEnd(26)}| ${both(first)}   | ${both(http)}  | ${both(sql)} |  ${middle!.toFixed(2)} ` +
      `${late!.toFixed(2)}    | ${statements} ${verdict.join(", ") || "ok"}`,
  );
}
