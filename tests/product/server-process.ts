import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { MEMORY_FLAGS, memoryVariables } from "../../packages/tui/src/cli/server-memory.ts";

const PROGRAM = join(import.meta.dirname, "../../packages/server/src/main.ts");

export interface ServerOptions {
  readonly dataDir: string;
  /** Added to the environment; what of it concerns another archive is left out. */
  readonly variables: Readonly<Record<string, string>>;
  /** Told of each line of the log. */
  readonly onLog?: (line: string) => void;
}

/** A Telekeep server as a process of its own, from its first instant. Disposing stops it. */
export interface ServerProcess extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Resolves when the API answers; rejects with the last words when the process ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  /** Asks the API, with the token of the data folder. Throws what it says is wrong. */
  ask<Data>(document: string, variables?: object): Promise<Data>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it and its database have ended. */
  stop(): Promise<void>;
}

export function startServer({ dataDir, variables, onLog }: ServerOptions): ServerProcess {
  const { DATABASE_URL: _, PG_DSN: __, ...inherited } = process.env;
  const child = spawn(
    process.execPath,
    [...MEMORY_FLAGS, PROGRAM, "serve", "--data", dataDir, "--port", "0", "--log-format", "json"],
    { env: { ...memoryVariables(inherited), ...variables }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(child, "close").then(() => {});
  const ready = Promise.withResolvers<void>();
  // Nobody waits for one that is killed while it starts.
  ready.promise.catch(() => {});
  let url = "";
  let last = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    last = line;
    onLog?.(line);
    const [, found] = /answers at (http:\S+)\/graphql/.exec(line) ?? [];
    if (found === undefined) return;
    url = found;
    ready.resolve();
  });
  void ended.then(() => ready.reject(new Error(`The server ended before it answered: ${last}`)));
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    process: child,
    ready: ready.promise,
    ended,
    async ask<Data>(query: string, values: object = {}): Promise<Data> {
      await ready.promise;
      const token = (await readFile(join(dataDir, "token"), "utf8")).trim();
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ query, variables: values }),
      });
      const { data, errors } = (await response.json()) as { data: Data; errors?: object };
      if (errors !== undefined) throw new Error(`The API refuses: ${JSON.stringify(errors)}`);
      return data;
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    [Symbol.asyncDispose]: () => end("SIGTERM"),
  };
}
