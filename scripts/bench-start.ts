/**
 * Measures starting and idling: `node scripts/bench-start.ts [--rounds 3] [--idle 30]`. Runs
 * `telekeep start` in a real terminal (tmux, 100x30): in fresh data folders, each with a database
 * cluster to be made; then on an archive; then leaves that dashboard alone for --idle seconds.
 * Prints each figure beside its target. Linux only: it reads /proc.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs, promisify } from "node:util";
import {
  type Dashboard,
  EMPTY,
  endServer,
  FILLED,
  startDashboard,
  TELEKEEP,
} from "./bench-start/dashboard.ts";
import {
  cpuOf,
  cpuOfTree,
  loadAverage,
  memoryOf,
  memoryOfTree,
  requireProc,
} from "./bench-start/process-usage.ts";
import { LOOK_MS, openTerminal, requireTmux, SIZE } from "./bench-start/terminal.ts";
import { writeSyntheticExport } from "./synthetic-export.ts";

const FIRST_START_MS = 5_000;
const IDLE_PERCENT = 2;
/** After a start: what was put off until then is done, and one heartbeat is over. */
const SETTLE_MS = 10_000;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    /** Seconds without a key. */
    idle: { type: "string", default: "30" },
    messages: { type: "string", default: "2000" },
  },
});
const rounds = Number(values.rounds);

// A server of somebody else, or a database, would be used instead of one of our own.
for (const name of ["DATABASE_URL", "PG_DSN", "TELEKEEP_URL", "TELEKEEP_TOKEN", "CI", "TMUX"]) {
  delete process.env[name];
}
Object.assign(process.env, { TELEKEEP_PORT: "0", LANG: "C.UTF-8", LC_ALL: "C.UTF-8" });

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  // A second one changes nothing: what runs has to be ended all the same.
  process.on(name, () => interrupted.abort(new Error(`interrupted by ${name}`)));
}
const { signal } = interrupted;

try {
  await measure();
} catch (error) {
  console.error(`bench-start: ${String((signal.aborted ? signal.reason : error).message)}`);
  process.exitCode = 1;
}

async function measure(): Promise<void> {
  requireProc();
  await requireTmux();
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), "telekeep-bench-"));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const folderFor = (name: string) => {
    const dataDir = path.join(folder, name);
    undo.defer(() => endServer(dataDir));
    return dataDir;
  };
  // Installs what is missing, so that no start pays for it, and fills the caches of both.
  await telekeep(["--version"]);
  const archive = await importArchive(folder, folderFor("archive"));
  const terminal = undo.adopt(await openTerminal(signal), (each) => each[Symbol.asyncDispose]());
  console.log(
    `${SIZE.columns}x${SIZE.rows} terminal, looked at every ${LOOK_MS} ms; ` +
      `medians of ${rounds}; load average ${loadAverage()}`,
  );

  const starts = { cold: [], first: [], again: [] } as Record<"cold" | "first" | "again", Start[]>;
  for (let round = 0; round < rounds; round++) {
    const uncached = { NODE_DISABLE_COMPILE_CACHE: "1" };
    starts.cold.push(await startOnce(terminal, folderFor(`cold-${round}`), EMPTY, uncached));
    starts.first.push(await startOnce(terminal, folderFor(`first-${round}`), EMPTY));
    starts.again.push(await startOnce(terminal, archive, FILLED));
  }
  print("first start, code never compiled before", starts.cold, FIRST_START_MS);
  print("first start, new data folder", starts.first, FIRST_START_MS);
  print("start of an archive", starts.again, null);

  const dashboard = await startDashboard(terminal, archive, FILLED);
  await printIdle(dashboard);
  await dashboard.quit();
  console.log(`load average ${loadAverage()}`);
}

type Start = Pick<Dashboard, "milliseconds" | "cpu"> & { readonly quit: number };

async function startOnce(...args: Parameters<typeof startDashboard>): Promise<Start> {
  const dashboard = await startDashboard(...args);
  return { ...dashboard, quit: await dashboard.quit() };
}

/** What each process does while nobody does anything. */
async function printIdle({ pid, serverPid, databasePid }: Dashboard): Promise<void> {
  await wait(SETTLE_MS, undefined, { signal });
  const read = () => [cpuOf(pid), cpuOf(serverPid), cpuOfTree(databasePid)] as const;
  const before = read();
  const started = performance.now();
  await wait(Number(values.idle) * 1000, undefined, { signal });
  const after = read();
  const took = performance.now() - started;
  const memory = [memoryOf(pid), memoryOf(serverPid), memoryOfTree(databasePid)];
  for (const [index, name] of ["dashboard", "server", "database"].entries()) {
    const percent = (100 * (after[index]! - before[index]!)) / took;
    const target = index === 0 ? verdict(percent <= IDLE_PERCENT, `${IDLE_PERCENT} %`) : "";
    const megabytes = Math.round(memory[index]! / 2 ** 20);
    console.log(
      `${`idle ${name}`.padEnd(40)} ${percent.toFixed(2).padStart(6)} % of a core, ` +
        `${megabytes} MB${target}`,
    );
  }
}

function print(name: string, starts: readonly Start[], target: number | null): void {
  const seconds = (of: (start: Start) => number) => (median(starts.map(of)) / 1000).toFixed(2);
  const milliseconds = starts.map((start) => start.milliseconds);
  const most = (Math.max(...milliseconds) / 1000).toFixed(2);
  const isMet = target === null || median(milliseconds) <= target;
  console.log(
    `${name.padEnd(40)} ${seconds((start) => start.milliseconds).padStart(6)} s (at most ${most}), ` +
      `processor time ${seconds(({ cpu }) => cpu)} s, left in ${seconds(({ quit }) => quit)} s` +
      (target === null ? "" : verdict(isMet, `${target / 1000} s`)),
  );
}

function verdict(isMet: boolean, target: string): string {
  return `; target ${target}: ${isMet ? "met" : "MISSED"}`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

/** Fills a data folder with one channel. */
async function importArchive(folder: string, dataDir: string): Promise<string> {
  const file = path.join(folder, "result.json");
  await writeSyntheticExport(file, Number(values.messages), 1);
  await telekeep(["import", file, "--data", dataDir]);
  return dataDir;
}

async function telekeep(argv: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [TELEKEEP, ...argv], { signal });
}
