import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import type { Postmaster } from "./postmaster.ts";
import { serverEnvironment } from "./server-environment.ts";

/** How long each way of asking may take; a fast shutdown writes everything that is in memory. */
const PATIENCE_MS = { SIGINT: 60_000, SIGQUIT: 10_000, SIGKILL: 10_000 };

/**
 * Ends a server: a fast shutdown, then an immediate one (nothing committed is lost, the next start
 * recovers), then by force.
 */
export async function stopPostmaster(
  postmaster: Postmaster,
  binaries: PostgresBinaries,
  cluster: string,
): Promise<void> {
  for (const [kind, patience] of Object.entries(PATIENCE_MS)) {
    if (process.platform === "win32" && kind === "SIGINT") await stopOnWindows(binaries, cluster);
    else if (!signalProcess(postmaster.pid, kind as NodeJS.Signals)) return;
    if (await endsWithin(postmaster, patience)) return;
  }
}

/** False when there is no such process any more. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function endsWithin(postmaster: Postmaster, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  void postmaster.ended.then(() => resolve(true));
  const ended = await promise;
  clearTimeout(timer);
  return ended;
}

/** A signal from Node kills at once on Windows; `pg_ctl` knows how to ask. */
async function stopOnWindows(binaries: PostgresBinaries, cluster: string): Promise<void> {
  const stop = ["stop", "-D", cluster, "-m", "fast", "-W"];
  await promisify(execFile)(binaries.pgCtl, stop, { env: serverEnvironment() }).catch(() => {});
}
