import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Command } from "./command.ts";
import type { ServersSetting, SimulatorOptions } from "./simulator.ts";

/** The options that survive JSON. */
export interface ProcessOptions extends Omit<SimulatorOptions, "now" | "wire"> {
  /** Ports to listen on, e.g. those of a simulator that ended. */
  readonly ports?: readonly { readonly id: number; readonly port: number }[];
  /** Something happens somewhere every so many milliseconds. */
  readonly everyMs?: number;
}

/** A simulator in another process. */
export interface SpawnedSimulator extends AsyncDisposable {
  readonly servers: ServersSetting;
  readonly process: ChildProcess;
  /** Carries a command out over there; rejects when it fails or the process is gone. */
  run(command: Command): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a simulator in a process of its own; settles when it can be connected to. */
export async function spawnSimulator(options: ProcessOptions = {}): Promise<SpawnedSimulator> {
  const child = fork(join(import.meta.dirname, "main.ts"), [JSON.stringify(options)], {
    serialization: "advanced",
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    execArgv: [],
  });
  const exit = once(child, "exit");
  const servers = await firstLine(child, exit);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  child.on("message", ({ id, value, error }: Reply) => {
    const promise = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) promise?.resolve(value);
    else promise?.reject(new Error(error));
  });
  child.on("exit", () => {
    for (const promise of waiting.values()) promise.reject(new Error("The simulator ended."));
    waiting.clear();
  });
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exit;
  };
  return {
    servers,
    process: child,
    run: (command) => {
      const promise = Promise.withResolvers<unknown>();
      const id = ++lastId;
      waiting.set(id, promise);
      child.send({ id, command }, (error) => {
        if (error !== null) promise.reject(error);
      });
      return promise.promise;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

async function firstLine(child: ChildProcess, exit: Promise<unknown>): Promise<ServersSetting> {
  if (child.stdout === null) throw new Error("The simulator's output is not piped.");
  const lines = createInterface({ input: child.stdout });
  const line = once(lines, "line") as Promise<[string]>;
  const first = await Promise.race([line, exit.then(() => null)]);
  if (first === null) throw new Error("The simulator ended before it listened.");
  return (JSON.parse(first[0]) as { servers: ServersSetting }).servers;
}
