/**
 * Measures search: `node scripts/bench-search.ts [--messages 100000] [--seed 1] [--keep <folder>]
 * [--graphql]`. Starts a built-in PostgreSQL in a temporary folder, writes synthetic messages, lets the indexer
 * catch up, then times each kind of query through searchMessages and as the bare SQL it runs; or, with
 * `--graphql`, through the API over HTTP and as the statements that the API sends.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "@telekeep/prisma/migrate";
import pg from "pg";
import { startEmbeddedPostgres } from "../packages/core/src/store/embedded-postgres.ts";
import { measureGraphql } from "./bench-search/measure-graphql.ts";
import { measureIndexing } from "./bench-search/measure-indexing.ts";
import { measureQueries } from "./bench-search/measure-queries.ts";
import { seedMessages } from "./bench-search/seed-messages.ts";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    /** Keeps the database here, and uses it as it is when it already has messages. */
    keep: { type: "string" },
    /** Repetitions of each query. */
    runs: { type: "string", default: "40" },
    /** Measures the API over HTTP instead of the core. */
    graphql: { type: "boolean", default: false },
  },
});

const dataDir = values.keep ?? (await mkdtemp(path.join(tmpdir(), "telekeep-bench-")));
const server = await startEmbeddedPostgres({ dataDir });
try {
  await migrate(server.connectionString);
  await using pool = Object.assign(
    new pg.Pool({ connectionString: server.connectionString, max: 6 }),
    { [Symbol.asyncDispose]: () => pool.end() },
  );
  pool.on("error", console.error);
  const { rows } = await pool.query("SELECT FROM message LIMIT 1");
  if (rows.length === 0) await seedMessages(pool, Number(values.messages), Number(values.seed));
  await measureIndexing(pool);
  const measure = values.graphql ? measureGraphql : measureQueries;
  await measure(server.connectionString, Number(values.runs), Number(values.seed));
} finally {
  await server.stop();
  if (values.keep === undefined) await rm(dataDir, { recursive: true, force: true });
}
