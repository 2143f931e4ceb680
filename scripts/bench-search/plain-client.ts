import pg from "pg";
import { SEARCH_TIMEOUT, searchSettings } from "../../packages/core/src/store/search-database.ts";
import type { RecordedStatement } from "./record-statements.ts";

/** One connection with the settings that searches have, and nothing of Telekeep around it. */
export async function openPlainClient(
  connectionString: string,
): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(searchSettings(SEARCH_TIMEOUT));
  return { client, [Symbol.asyncDispose]: () => client.end() };
}

/** Sends statements one after the other, prepared as they were, and takes their rows. */
export async function replay(
  client: pg.Client,
  statements: readonly RecordedStatement[],
): Promise<void> {
  for (const statement of statements) await ask(client, ...statement);
}

/** The same as psql sends them: the text alone, which is parsed and planned each time. */
export async function replayAsText(
  client: pg.Client,
  statements: readonly RecordedStatement[],
): Promise<void> {
  for (const [statement, values = []] of statements) {
    const { text, ...rest } =
      typeof statement === "string" ? { text: statement } : (statement as pg.QueryConfig);
    const all = (rest as pg.QueryConfig).values ?? (values as unknown[]);
    await ask(
      client,
      text.replaceAll(/\$(\d+)/g, (_, index) => literal(all[Number(index) - 1])),
    );
  }
}

/** By the callback, as searches ask: what its promises leave behind would slow all down. */
function ask(client: pg.Client, ...statement: RecordedStatement): Promise<unknown> {
  const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown;
  return new Promise((resolve, reject) => {
    query(...statement, (error: Error | undefined, result: unknown) =>
      error ? reject(error) : resolve(result),
    );
  });
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = Array.isArray(value) ? `{${value.join(",")}}` : value;
  if (typeof text !== "string") throw new Error("A parameter has no text that psql could send.");
  return `'${text.replaceAll("'", "''")}'`;
}
