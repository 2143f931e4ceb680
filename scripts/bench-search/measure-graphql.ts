import type { SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { percentile } from "./percentile.ts";
import { openPlainClient, replay, replayAsText } from "./plain-client.ts";
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
const START_UP = 1000;
/** Milliseconds that the first page may take, and times the SQL alone that a request may. */
const FIRST_PAGE = 100;
const FACTOR = 2;

/**
 * Prints p50 and p95 of each kind of search through the API over HTTP: asked for the first time,
 * then, again and interleaved, beside the statements that it sent, one after the other over one
 * plain connection: as psql sends them, and prepared as the API has them.
 */
export async function measureGraphql(
  connectionString: string,
  runs: number,
  seed: number,
): Promise<void> {
  using recorder = new StatementRecorder();
  await using api = await startBenchApi(connectionString);
  await using plain = await openPlainClient(connectionString);
  await using text = await openPlainClient(connectionString);
  console.log("SQL: the statements of the request over one plain connection, as text like psql's;");
  console.log("prepared: the same without parsing and planning, as the API keeps them");
  console.log(
    "search                    | first p50    p95 | HTTP p50    p95 | SQL p50    p95 | ratio p50 p95 | prepared p50 p95 | ratio p50 p95 | statements",
  );
  const [ordinary] = queryClasses(seed + 1);
  for (let run = 0; run < START_UP; run++) await ask(api, bodyOf(ordinary!.request()));
  for (const { name: kind, request } of queryClasses(seed)) {
    const times: Times = { first: [], http: [], sql: [], prepared: [] };
    let statements: readonly RecordedStatement[] = [];
    for (let run = -WARM_UP; run < runs; run++) {
      const body = bodyOf(request());
      let first = 0;
      statements = await recorder.during(async () => {
        first = await timed(() => ask(api, body));
      });
      const measures = {
        http: () => ask(api, body),
        sql: () => replayAsText(text.client, statements),
        prepared: () => replay(plain.client, statements),
      };
      // Each pays for what the one before it left behind, so they take turns in being the first.
      const order = (["http", "sql", "prepared"] as const).map(
        (_, index, names) => names[(index + run + WARM_UP) % names.length]!,
      );
      const took: Partial<Record<keyof typeof measures, number>> = {};
      for (const name of order) took[name] = await timed(measures[name]);
      if (run < 0) continue;
      times.first.push(first);
      for (const name of order) times[name].push(took[name]!);
    }
    print(kind, times, statements.length);
  }
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

type Times = Record<"first" | "http" | "sql" | "prepared", number[]>;

function print(name: string, { first, http, sql, prepared }: Times, statements: number): void {
  const both = (times: readonly number[]) =>
    [0.5, 0.95].map((part) => percentile(times, part).toFixed(1).padStart(7)).join("");
  const ratio = (times: readonly number[], part: number) =>
    percentile(http, part) / percentile(times, part);
  const late = ratio(sql, 0.95);
  const verdict = [
    late > FACTOR && `more than ${FACTOR} times the SQL`,
    percentile(first, 0.95) > FIRST_PAGE && `first page slower than ${FIRST_PAGE} ms`,
  ].filter(Boolean);
  const ratios = (times: readonly number[]) =>
    [0.5, 0.95].map((part) => ratio(times, part).toFixed(2).padStart(6)).join("");
  console.log(
    `${name.padEnd(26)}| ${both(first)}   | ${both(http)}  | ${both(sql)} |${ratios(sql)}   | ` +
      `${both(prepared)}   |${ratios(prepared)}   | ${statements} ${verdict.join(", ") || "ok"}`,
  );
}
