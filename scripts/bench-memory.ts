/**
 * Measures the memory of a server that imports, and of the process that indexes meanwhile:
 * `node scripts/bench-memory.ts [--messages 100000,1000000]`. For each size a server is started on a
 * new data folder, `telekeep import` runs until its messages can be found, and both peaks are
 * read. A million messages take some minutes and 6 GB of disk. Linux only: it reads /proc.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { TELEKEEP } from "./bench-start/dashboard.ts";
import { childRunning, memoryOf, peakMemoryOf, requireProc } from "./bench-start/process-usage.ts";
import { writeSyntheticExport } from "./synthetic-export.ts";

const MOST_MEGABYTES = 300;
const LOOK_MS = 50;

const { values } = parseArgs({
  options: { messages: { type: "string", default: "100000,1000000" } },
});

// A server of somebody else, or a database, would be used instead of one of our own.
for (const name of ["DATABASE_URL", "PG_DSN", "TELEKEEP_URL", "TELEKEEP_TOKEN"]) {
  delete process.env[name];
}
requireProc();
await ended(["--version"]);
for (const messages of values.messages.split(",").map(Number)) await measure(messages);

async function measure(messages: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "telekeep-bench-"));
  const dataDir = path.join(folder, "data");
  const file = path.join(folder, "result.json");
  await writeSyntheticExport(file, messages, 1);
  const server = run(["serve", "--port", "0", "--quiet", "--data", dataDir]);
  const left = once(server, "exit");
  try {
    const note = path.join(dataDir, "server.json");
    while (!existsSync(note)) {
      if (server.exitCode !== null) throw new Error("The server did not start.");
      await wait(LOOK_MS);
    }
    const { pid } = JSON.parse(readFileSync(note, "utf8")) as { pid: number };
    const idle = megabytes(memoryOf(pid));
    const started = performance.now();
    await ended(["import", file, "--quiet", "--data", dataDir]);
    const seconds = (performance.now() - started) / 1000;
    const peak = megabytes(peakMemoryOf(pid));
    const verdict = peak <= MOST_MEGABYTES ? "met" : "MISSED";
    const indexer = megabytes(peakMemoryOf(childRunning(pid, "indexer-program.ts")));
    console.log(
      `${String(messages).padStart(8)} messages imported and searchable after ` +
        `${seconds.toFixed(0)} s (${Math.round(messages / seconds)}/s); server ${idle} MB before, ` +
        `at most ${peak} MB; target ${MOST_MEGABYTES} MB: ${verdict}; ` +
        `the process that indexes at most ${indexer} MB`,
    );
  } finally {
    server.kill("SIGTERM");
    await left;
    await rm(folder, { recursive: true, force: true });
  }
}

function run(argv: readonly string[]) {
  return spawn(process.execPath, [TELEKEEP, ...argv], { stdio: ["ignore", "ignore", "inherit"] });
}

async function ended(argv: readonly string[]): Promise<void> {
  const [code] = await once(run(argv), "exit");
  if (code !== 0) throw new Error(`telekeep ${argv[0]} ended with exit code ${code}.`);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
