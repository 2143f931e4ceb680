import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { childRunning, cpuOfTree, isRunning, waitUntilGone } from "./process-usage.ts";
import type { Terminal } from "./terminal.ts";

/** The command of this checkout. */
export const TELEKEEP = path.join(import.meta.dirname, "..", "telekeep.mjs");

/** What is on the screen when an empty, and a filled archive can be used. */
export const EMPTY = ["This archive is empty", "connected to http", "● live"];
export const FILLED = ["CHANNEL", "imported", "● live"];

/** A dashboard on its terminal, and the processes behind it. */
export interface Dashboard {
  /** From the command until every sign was on the screen. */
  readonly milliseconds: number;
  /** Processor time of all processes until then, in milliseconds: other programs do not change it. */
  readonly cpu: number;
  /** The process that draws, not the one that npm would start. */
  readonly pid: number;
  readonly serverPid: number;
  /** PostgreSQL's first process. */
  readonly databasePid: number;
  /** Presses q; returns milliseconds until command, server and database were gone. */
  quit(): Promise<number>;
}

/** Runs `telekeep start` on a data folder until the screen shows the signs. */
export async function startDashboard(
  terminal: Terminal,
  dataDir: string,
  signs: readonly string[],
  variables: Record<string, string> = {},
): Promise<Dashboard> {
  const started = performance.now();
  const window = await terminal.open([process.execPath, TELEKEEP, "start"], {
    ...variables,
    TELEKEEP_DATA: dataDir,
  });
  await window.until(...signs);
  const milliseconds = performance.now() - started;
  const cpu = cpuOfTree(window.pid);
  const { server: serverPid, database: databasePid } = backgroundOf(dataDir);
  if (serverPid === null || databasePid === null) throw new Error("No server of its own runs.");
  return {
    milliseconds,
    cpu,
    pid: childRunning(window.pid, "start.ts"),
    serverPid,
    databasePid,
    async quit() {
      const asked = performance.now();
      await window.press("q");
      const code = await window.ended();
      const took = performance.now() - asked;
      const left = [serverPid, databasePid].filter(isRunning);
      if (code !== 0) throw new Error(`telekeep start has ended with exit code ${code}.`);
      if (left.length > 0) throw new Error(`Left by q, but process ${left.join(", ")} still runs.`);
      const note = path.join(dataDir, "server.json");
      if (existsSync(note)) throw new Error(`Left by q, but ${note} is still there.`);
      return took;
    },
  };
}

/** Ends the server of a data folder, if one was left behind. */
export async function endServer(dataDir: string): Promise<void> {
  const { server, database } = backgroundOf(dataDir);
  const left = [server, database].filter((pid): pid is number => pid !== null && isRunning(pid));
  const [first] = left;
  if (first === undefined) return;
  console.warn(`Process ${left.join(", ")} was left behind in ${dataDir}, and is ended.`);
  process.kill(first, "SIGTERM");
  await waitUntilGone(left);
}

function backgroundOf(dataDir: string): { server: number | null; database: number | null } {
  const textOf = (file: string) => {
    try {
      return readFileSync(path.join(dataDir, file), "utf8");
    } catch {
      return null;
    }
  };
  const note = textOf("server.json");
  const lines = textOf(path.join("postgres", "postmaster.pid"));
  return {
    server: note === null ? null : Number(JSON.parse(note).pid),
    database: lines === null ? null : Number.parseInt(lines, 10),
  };
}
