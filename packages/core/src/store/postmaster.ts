import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ClusterPlace } from "./cluster-place.ts";
import { DatabaseDidNotStart, DatabasePortTaken } from "./database-errors.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { disownPostmasterFile, isPostmaster, readPostmasterFile } from "./postmaster-file.ts";
import { serverEnvironment } from "./server-environment.ts";
import type { ServerLog } from "./server-log.ts";
import type { ServerUser } from "./server-user.ts";
import { translateFileError } from "./translate-file-error.ts";

/** A running server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process has ended, with the reason. */
  readonly ended: Promise<string>;
}

export interface LaunchOptions {
  readonly place: ClusterPlace;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | undefined;
  readonly log: ServerLog;
  readonly port: number;
  /** `name=value`, see `server-settings.ts`. */
  readonly settings: readonly string[];
  readonly signal?: AbortSignal;
}

/** A server that died may leave workers behind that finish what they do; so long they may take. */
const WORKERS_LEAVE_MS = 30_000;

/** PostgreSQL tells its state in a file and nowhere else; `pg_ctl` reads it in the same way. */
const LOOK_MS = 10;

/**
 * Starts a server on a cluster that none runs on (the caller owns the folder and has looked) and waits until it takes connections, recovery after
 * a crash included, however long that takes.
 *
 * @throws {DatabasePortTaken} | {DatabaseDiskFull} | {DatabaseFolderUnusable} | {DatabaseDidNotStart}
 */
export async function launchPostmaster(options: LaunchOptions): Promise<Postmaster> {
  const giveUp = Date.now() + WORKERS_LEAVE_MS;
  for (;;) {
    options.signal?.throwIfAborted();
    disownPostmasterFile(options.place.cluster);
    const started = await tryLaunch(options);
    if (typeof started !== "string") return started;
    const workersRemain = /pre-existing shared memory block/.test(started);
    if (!workersRemain || Date.now() > giveUp) throw explain(started, options);
    await delay(100, undefined, { signal: options.signal });
  }
}

/** The running server, or what it wrote before it ended. */
async function tryLaunch(options: LaunchOptions): Promise<Postmaster | string> {
  const { binaries, place, user, log, port, settings, signal } = options;
  const before = log.size();
  const output = log.open();
  const child = spawn(
    binaries.postgres,
    ["-D", place.cluster, ...settings.flatMap((setting) => ["-c", setting])],
    {
      ...user,
      cwd: place.cluster,
      env: serverEnvironment(),
      stdio: ["ignore", output, output],
      // A process group of its own: Ctrl-C is for us, and we stop the server when we are done.
      detached: true,
      windowsHide: true,
    },
  );
  closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, kill) => resolve(kill ?? `exit code ${code}`));
  });
  const pid = child.pid;
  if (pid === undefined) return ended;
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  const abort = () => child.kill("SIGQUIT");
  signal?.addEventListener("abort", abort, { once: true });
  try {
    while (!hasEnded) {
      const file = readPostmasterFile(place.cluster);
      if (file?.pid === pid && file.status === "ready") return { pid, port, ended };
      await Promise.race([ended, delay(LOOK_MS)]);
    }
  } finally {
    signal?.removeEventListener("abort", abort);
  }
  signal?.throwIfAborted();
  return log.since(before) || (await ended);
}

function explain(output: string, { place, port, log }: LaunchOptions): Error {
  const line = output.split("\n").findLast((text) => /FATAL|PANIC|could not/.test(text)) ?? output;
  const cause = new Error(line.trim());
  if (/could not bind|could not create any TCP\/IP sockets/.test(output)) {
    return new DatabasePortTaken(port, { cause });
  }
  return (
    translateFileError(output, place.cluster) ??
    new DatabaseDidNotStart(line.replace(/^.*?(FATAL|PANIC): +/, "").trim(), log.file, { cause })
  );
}

/**
 * Looks for a server that an earlier process of ours left behind on this cluster: one that is
 * starting is waited for until it is ready, one that is stopping until it has ended.
 */
export async function findPostmaster(
  cluster: string,
  signal?: AbortSignal,
): Promise<Postmaster | undefined> {
  for (;;) {
    const file = readPostmasterFile(cluster);
    if (!file || !isPostmaster(file.pid, cluster)) return undefined;
    if (file.status === "ready") {
      return { pid: file.pid, port: file.port, ended: watchForeign(file.pid, cluster) };
    }
    await delay(LOOK_MS, undefined, { signal });
  }
}

/** Nobody tells when a process ends that is not our child. */
async function watchForeign(pid: number, cluster: string): Promise<string> {
  while (isPostmaster(pid, cluster)) await delay(250, undefined, { ref: false });
  return "ended";
}
