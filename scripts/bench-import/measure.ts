import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import pg from "pg";
import { from, to } from "pg-copy-streams";
import { MEMORY_FLAGS, memoryVariables } from "../../packages/tui/src/cli/server-memory.ts";

/** What one import took. */
export interface Import {
  readonly report: { readonly messagesAdded: number; readonly messagesAlreadyPresent: number };
  readonly milliseconds: number;
  readonly cpuMicroseconds: number;
  readonly rssKilobytes: number;
  readonly walBytes: number;
  /** Rows of all tables that were inserted or updated. */
  readonly rowsWritten: number;
}

const CHILD = path.join(import.meta.dirname, "import-child.ts");
const run = promisify(execFile);

/** Imports an export in a process of its own. */
export async function measureImport(connectionString: string, file: string): Promise<Import> {
  return withClient(connectionString, async (client) => {
    await client.query("CHECKPOINT");
    const before = await readCounters(client);
    const { stdout } = await run(process.execPath, [...MEMORY_FLAGS, CHILD, file], {
      env: { ...memoryVariables(process.env), DATABASE_URL: connectionString },
    });
    const after = await readCounters(client);
    return {
      ...JSON.parse(stdout),
      walBytes: after.wal - before.wal,
      rowsWritten: after.rows - before.rows,
    };
  });
}

/** Writes the rows of message as COPY's text. */
export async function dumpMessages(connectionString: string, file: string): Promise<void> {
  await withClient(connectionString, async (client) => {
    const rows = client.query(to("COPY (SELECT * FROM message ORDER BY channel_id, id) TO STDOUT"));
    await pipeline(rows, createWriteStream(file));
  });
}

/** Milliseconds of one COPY of those rows into an empty table, with its indexes and its keys. */
export async function measureCopy(
  connectionString: string,
  file: string,
  table = "message",
): Promise<number> {
  return withClient(connectionString, async (client) => {
    await client.query("CHECKPOINT");
    const started = performance.now();
    const rows = createReadStream(file, { highWaterMark: 1024 * 1024 });
    await pipeline(rows, client.query(from(`COPY ${table} FROM STDIN`)));
    return performance.now() - started;
  });
}

/** Runs with one connection. */
export async function withClient<T>(
  connectionString: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function readCounters(client: pg.Client): Promise<{ wal: number; rows: number }> {
  // What other sessions counted is reported when they end, or by their next transaction a second on.
  await client.query("SELECT pg_stat_clear_snapshot()");
  const { rows } = await client.query(`
    SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS wal,
      (SELECT sum(n_tup_ins + n_tup_upd) FROM pg_stat_user_tables)::float8 AS rows`);
  return rows[0];
}
