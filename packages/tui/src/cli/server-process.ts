import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Client, createClient } from "../client/client.ts";
import { ClientFailure, ExitCode, ServerUnreachable, TimedOut } from "../client/failures.ts";
import { findServer, readServerFile } from "../client/find-server.ts";
import { serverVariables } from "../config/environment.ts";
import { safeText } from "../format/safe-text.ts";
import { ServerQuery } from "../operations/server.ts";
import type { CommandContext } from "./command-context.ts";
import { sayStarting } from "./say-starting.ts";
import { openServerLog, type ServerLog } from "./server-log.ts";
import { memoryVariables } from "./server-memory.ts";
import { type ServeOptions, serverArguments } from "./server-program.ts";
import { vaultVariables } from "./vault-variables.ts";
import { watchServerFile, withDeadline } from "./watch-server-file.ts";

/** First starts unpack a database and run its migrations, on slow disks too. */
const START_DEADLINE_MS = 180_000;
const FIRST_ANSWER_MS = 10_000;
const STOP_DEADLINE_MS = 60_000;

interface StartOptions extends ServeOptions {
  /** Started only for a command that reads: nothing is said unless it takes long. */
  readonly isBorrowed?: boolean;
}

/** A server that answers, and whether we started it. */
export interface RunningServer {
  readonly client: Client;
  readonly version: string;
  /** The process we started; null when it ran before. */
  readonly started: StartedServer | null;
}

export interface StartedServer {
  readonly pid: number;
  /** Settles when the process ends: whether it ended well, as when `telekeep stop` asked it to. */
  readonly ended: Promise<{ isClean: boolean }>;
  /** Asks it to end and waits until it has. @throws ClientFailure when it does not */
  stop(): Promise<void>;
}

/** The running server, or null when none answers. @throws NotPermitted and other refusals */
export async function reachServer(context: CommandContext): Promise<RunningServer | null> {
  try {
    const client = createClient(await findServer(context.environment));
    const { server } = await client.request(ServerQuery, {}, { signal: context.signal });
    return { client, version: server.version, started: null };
  } catch (error) {
    if (error instanceof ServerUnreachable && context.environment.url === null) return null;
    throw error;
  }
}

/** The running server, or a new one when none answers. @throws ClientFailure */
export async function ensureServer(
  context: CommandContext,
  options: StartOptions = {},
): Promise<RunningServer> {
  return (await reachServer(context)) ?? (await startServer(context, options));
}

/**
 * Starts a server in the background and waits until it answers. When another command was first,
 * its server is the one.
 * @throws ClientFailure with the server's own reason when it does not come up
 */
export async function startServer(
  context: CommandContext,
  options: StartOptions,
): Promise<RunningServer> {
  await using log = await openServerLog(context.environment.dataDirectory);
  const variables = await vaultVariables(context, serverVariables());
  using _words = sayStarting(context, options.isBorrowed === true);
  const deadline = Date.now() + START_DEADLINE_MS;
  const gone = new Set<number>();
  for (;;) {
    try {
      return await spawnServer(context, options, log, variables);
    } catch (error) {
      if (!(error instanceof FolderTaken)) throw error;
      // An owner that is gone and still has the folder is none that can be seen from here.
      if (error.owner !== null && gone.has(error.owner)) throw error;
      const running = await joinServer(context, error, deadline);
      if (running !== null) return running;
      if (error.owner !== null) gone.add(error.owner);
    }
  }
}

/** The owner's server once it answers; null when the owner ends first. @throws FolderTaken late */
async function joinServer(
  context: CommandContext,
  taken: FolderTaken,
  deadline: number,
): Promise<RunningServer | null> {
  using watcher = watchServerFile(context.environment.dataDirectory);
  for (;;) {
    context.signal.throwIfAborted();
    const running = await reachServer(context).catch((error: unknown) => {
      if (error instanceof TimedOut) return null;
      throw error;
    });
    if (running !== null) return running;
    if (taken.owner !== null && !isAlive(taken.owner)) return null;
    if (Date.now() > deadline) throw taken;
    await watcher.change();
  }
}

async function spawnServer(
  context: CommandContext,
  options: StartOptions,
  log: ServerLog,
  variables: NodeJS.ProcessEnv,
): Promise<RunningServer> {
  const { dataDirectory } = context.environment;
  const child = spawn(process.execPath, serverArguments(dataDirectory, options, context), {
    detached: true,
    stdio: ["ignore", log.descriptor, log.descriptor],
    env: memoryVariables(variables),
    cwd: dataDirectory,
    windowsHide: true,
  });
  const exited = Promise.withResolvers<{ how: string; isClean: boolean }>();
  child.once("error", ({ message }) => exited.resolve({ how: message, isClean: false }));
  child.once("exit", (code, signal) =>
    exited.resolve({ how: signal ?? `exit code ${code}`, isClean: code === 0 }),
  );
  child.unref();

  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await withDeadline(exited.promise, STOP_DEADLINE_MS, () => notStopping(child.pid));
  };
  using settled = new AbortSettler(context.signal);
  const ready = waitUntilReady(context, child.pid, settled.signal);
  const outcome = await Promise.race([ready, exited.promise]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  settled.abort();
  if ("how" in outcome) {
    const reason = (await log.lastWords()) ?? `it ended with ${outcome.how}`;
    const sentence = `The server did not start: ${safeText(reason)} (log: ${log.path})`;
    if (TAKEN.test(reason)) throw new FolderTaken(sentence, ownerIn(reason));
    throw new ClientFailure("SERVER_NOT_STARTED", ExitCode.failed, sentence);
  }
  return {
    ...outcome,
    started: { pid: child.pid ?? 0, ended: exited.promise, stop },
  };
}

/** Ends the server that wrote itself into the data folder and waits until it is gone. */
export async function stopServer(pid: number, dataDirectory: string): Promise<void> {
  process.kill(pid, "SIGTERM");
  using watcher = watchServerFile(dataDirectory);
  const isGone = async () => {
    while (isAlive(pid)) await watcher.change();
  };
  await withDeadline(isGone(), STOP_DEADLINE_MS, () => notStopping(pid));
}

/** Whether a process with this id exists on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function waitUntilReady(
  context: CommandContext,
  pid: number | undefined,
  signal: AbortSignal,
): Promise<{ client: Client; version: string }> {
  const { dataDirectory } = context.environment;
  const deadline = Date.now() + START_DEADLINE_MS;
  using watcher = watchServerFile(dataDirectory);
  for (;;) {
    signal.throwIfAborted();
    if ((await readServerFile(dataDirectory))?.pid === pid) {
      try {
        const client = createClient(await findServer({ ...context.environment, url: null }));
        const { server } = await client.request(
          ServerQuery,
          {},
          { signal, timeoutMs: FIRST_ANSWER_MS },
        );
        return { client, version: server.version };
      } catch (error) {
        // A machine that is busy starting things answers late: ask again until the deadline.
        if (!(error instanceof ServerUnreachable || error instanceof TimedOut)) throw error;
      }
    }
    if (Date.now() > deadline) {
      throw new ClientFailure(
        "SERVER_NOT_STARTED",
        ExitCode.failed,
        `The server did not answer within ${START_DEADLINE_MS / 60_000} minutes; see ${join(dataDirectory, "logs", "server.log")}`,
      );
    }
    await watcher.change();
  }
}

/** How a server's last words say that another one has its data folder, or the database in it. */
const TAKEN = /already (?:running on|using the database in) /;

/** Another process, perhaps a server that is still starting, has the data folder. */
class FolderTaken extends ClientFailure {
  /** Its process id, when it is known. */
  readonly owner: number | null;

  constructor(message: string, owner: number | null) {
    super("SERVER_NOT_STARTED", ExitCode.failed, message);
    this.owner = owner;
  }
}

function ownerIn(reason: string): number | null {
  // The folder's name comes later in one sentence and earlier in the other: take neither from it.
  const [, before] = /^The process (\d+) is already /.exec(reason) ?? [];
  const [, after] = /, process (\d+)\.$/.exec(reason) ?? [];
  const id = before ?? after;
  return id === undefined ? null : Number(id);
}

function notStopping(pid: number | undefined): ClientFailure {
  return new ClientFailure(
    "SERVER_NOT_STOPPED",
    ExitCode.failed,
    `The server (process ${pid}) has not ended within ${STOP_DEADLINE_MS / 1000} s; it may still be finishing a job. Wait, or end it by force: kill -9 ${pid}`,
  );
}

/** Aborts with its parent, or when disposed: what waits on it is never left behind. */
class AbortSettler implements Disposable {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;

  constructor(parent: AbortSignal) {
    this.signal = AbortSignal.any([parent, this.#controller.signal]);
  }

  abort(): void {
    this.#controller.abort();
  }

  [Symbol.dispose](): void {
    this.abort();
  }
}
