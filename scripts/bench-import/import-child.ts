/**
 * Imports one export into one database without a search indexer, and prints what it took as JSON:
 * `node scripts/bench-import/import-child.ts <file>`, the database in DATABASE_URL.
 */
import pg from "pg";
import { openExports } from "../../packages/core/src/desktop-export/open-exports.ts";
import { importExports } from "../../packages/core/src/engine/import-pages.ts";
import { PostgresStore } from "../../packages/core/src/store/postgres-store.ts";

const [, , path] = process.argv;
const connectionString = process.env.DATABASE_URL;
if (path === undefined || connectionString === undefined) throw new Error("see the first lines");

const pool = new pg.Pool({ connectionString, max: 2 });
await pool.query("SELECT 1");
const started = performance.now();
const before = process.cpuUsage();
const report = await importExports({
  sources: await openExports(path),
  store: new PostgresStore(pool),
  options: {},
  jobId: null,
  signal: new AbortController().signal,
});
const milliseconds = performance.now() - started;
const { user, system } = process.cpuUsage(before);
await pool.end();
const rssKilobytes = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ report, milliseconds, cpuMicroseconds: user + system, rssKilobytes }));
