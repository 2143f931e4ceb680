/**
 * Measures importing: `node scripts/bench-import.ts [--messages 100000] [--rounds 3] [--tenfold]`.
 * Starts a built-in PostgreSQL in a temporary folder and compares, in turn and on empty databases,
 * importing a result.json with a plain COPY of the rows that it becomes: same table, same indexes,
 * same keys and trigger. The search indexer is off. `--tenfold` also imports ten times as much once,
 * for its memory.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "@telekeep/prisma/migrate";
import { startEmbeddedPostgres } from "../packages/core/src/store/embedded-postgres.ts";
import type { Import } from "./bench-import/measure.ts";
import { dumpMessages, measureCopy, measureImport, withClient } from "./bench-import/measure.ts";
import { writeSyntheticExport } from "./synthetic-export.ts";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    rounds: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    tenfold: { type: "boolean", default: false },
  },
});
const messages = Number(values.messages);

const folder = await mkdtemp(path.join(tmpdir(), "telekeep-bench-"));
const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "data") });
try {
  const file = path.join(folder, "result.json");
  await writeSyntheticExport(file, messages, Number(values.seed));
  const { size } = await stat(file);
  console.log(`${messages} messages, ${Math.round(size / messages)} bytes of JSON each`);

  const rows = path.join(folder, "rows.copy");
  const imports: Import[] = [];
  const again: Import[] = [];
  const copies: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    imports.push(
      await onEmptyDatabase(async (url) => {
        const first = await measureImport(url, file);
        // The first look at a row notes on it that its transaction is over: not the re-import's WAL.
        await withClient(url, (client) => client.query("VACUUM (ANALYZE)"));
        again.push(await measureImport(url, file));
        if (round === 0) await dumpMessages(url, rows);
        return first;
      }),
    );
    copies.push(
      await onEmptyDatabase(async (url) => {
        await withClient(url, (client) =>
          client.query(
            "INSERT INTO channel (id, kind, title) VALUES ($1, 'channel', '')",
            [-1_001_234_567_890],
          ),
        );
        return measureCopy(url, rows);
      }),
    );
  }

  const copy = median(copies);
  console.log(`COPY       ${rate(copy)} rows/s`);
  print("import", imports, copy);
  print("re-import", again, copy);
  const ratio = median(imports.map(took)) / median(again.map(took));
  console.log(`re-import is ${ratio.toFixed(1)} times as fast as the import`);

  if (values.tenfold) {
    await writeSyntheticExport(file, messages * 10, Number(values.seed));
    const large = await onEmptyDatabase((url) => measureImport(url, file));
    const [small] = imports;
    console.log(
      `peak memory at tenfold size: ${(large.rssKilobytes / small!.rssKilobytes).toFixed(2)}×`,
    );
    console.log(`tenfold    ${Math.round((messages * 10_000) / large.milliseconds)} rows/s`);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function print(name: string, runs: readonly Import[], copy: number): void {
  const milliseconds = median(runs.map(took));
  const cpu = median(runs.map(({ cpuMicroseconds }) => cpuMicroseconds)) / messages;
  const wal = median(runs.map(({ walBytes }) => walBytes)) / messages;
  const written = median(runs.map(({ rowsWritten }) => rowsWritten));
  const rss = Math.max(...runs.map(({ rssKilobytes }) => rssKilobytes)) / 1024;
  console.log(
    `${name.padEnd(10)} ${rate(milliseconds)} rows/s, ${((100 * copy) / milliseconds).toFixed(0)} % of ` +
      `COPY; client ${cpu.toFixed(0)} µs/row, WAL ${wal.toFixed(1)} bytes/row, ` +
      `${written} rows written, peak memory ${rss.toFixed(0)} MB`,
  );
}

function took({ milliseconds }: Import): number {
  return milliseconds;
}

function rate(milliseconds: number): string {
  return String(Math.round((messages * 1000) / milliseconds)).padStart(7);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

async function onEmptyDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
  const name = "telekeep_bench";
  const url = Object.assign(new URL(server.connectionString), { pathname: `/${name}` }).href;
  await withClient(server.connectionString, (client) => client.query(`CREATE DATABASE ${name}`));
  try {
    await migrate(url);
    return await use(url);
  } finally {
    await withClient(server.connectionString, (client) =>
      client.query(`DROP DATABASE ${name} WITH (FORCE)`),
    );
  }
}
