import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

export interface Owner {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly started?: {
    readonly connectionString: string;
    readonly port: number;
    readonly adopted: boolean;
  };
  readonly failed?: {
    readonly name: string;
    readonly message: string;
    readonly code?: string;
    readonly pid?: number;
  };
}

export interface OwnerOptions {
  readonly dataDir: string;
  readonly port?: number;
  readonly durable?: boolean;
  readonly systemDir?: string;
}

const SCRIPT = path.join(import.meta.dirname, "embedded-postgres-owner.ts");

const running = new Set<ChildProcess>();

/** Kills what a failed test left running, or the worker would wait for it. */
export function killAllOwners(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Runs `startEmbeddedPostgres` in a process of its own, and waits for what becomes of it. */
export async function spawnOwner(
  options: OwnerOptions,
  spawn: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Owner> {
  const child = fork(SCRIPT, [JSON.stringify(options)], { ...spawn, cwd: "/", execArgv: [] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const outcome = await Promise.race([
    once(child, "message").then(([message]) => message as Pick<Owner, "started" | "failed">),
    once(child, "exit").then(([code, signal]) => {
      throw new Error(`the owner ended before it said anything (${code ?? signal})`);
    }),
  ]);
  return { process: child, pid: child.pid ?? 0, ...outcome };
}

/** The address of the owner's server. */
export function started(owner: Owner | undefined): { readonly connectionString: string } {
  if (!owner?.started) throw new Error(`the owner failed: ${owner?.failed?.message}`);
  return owner.started;
}

/** Asks the owner to stop its server, and waits until it has ended itself. */
export async function stopOwner(owner: Owner | undefined): Promise<void> {
  if (!owner) return;
  const exit = once(owner.process, "exit");
  owner.process.send("stop");
  await exit;
}

/** Kills the owner alone: its server knows nothing of it. */
export async function killOwner(owner: Owner): Promise<void> {
  const exit = once(owner.process, "exit");
  owner.process.kill("SIGKILL");
  await exit;
}
