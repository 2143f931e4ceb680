import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Clock } from "../ports/clock.ts";
import type { FromIndexer, Indexing, IndexingEvents, ToIndexer } from "./indexing.ts";
import { MAX_FAILURES, retryDelay } from "./indexing.ts";
import { translateError } from "./translate-error.ts";

export interface IndexerProcessOptions {
  /** A `postgresql://` URL; it reaches the process by a pipe, never by its arguments. */
  readonly connectionString: string;
  readonly clock: Clock;
  readonly events: IndexingEvents;
  readonly log: (message: string) => void;
}

/** In a release it lies beside the program of the server; in a checkout, the source. */
const PLACES = ["./indexer.mjs", "../indexer-program.ts"];
/** As for the server (packages/tui/src/cli/server-memory.ts). */
const FLAGS = ["--max-semi-space-size=16", "--heap-growing-percent=100"];
/** The longest batch takes a second or two. */
const STOP_MILLISECONDS = 10_000;

/**
 * Indexes in a process of its own, so that neither a page that is being archived nor an answer has
 * to wait for the splitting of texts. The process ends with this one, however this one ends; when
 * it dies by itself, another takes its place.
 */
export class IndexerProcess implements Indexing {
  readonly #options: IndexerProcessOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #child: ChildProcess | null = null;
  #failures = 0;

  constructor(options: IndexerProcessOptions) {
    this.#options = options;
    this.#running = this.#run(this.#stop.signal);
  }

  wake(): void {
    // A process that has just been started looks by itself.
    if (this.#child !== null) send(this.#child, { type: "wake" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    const child = this.#child;
    if (child?.connected) child.disconnect();
    const kill = setTimeout(() => child?.kill("SIGKILL"), STOP_MILLISECONDS);
    await this.#running;
    clearTimeout(kill);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const failure = await this.#runOnce();
      if (signal.aborted) return;
      this.#failures++;
      const { events, log, clock } = this.#options;
      log(`The process that indexes for search ${failure}; another one takes its place.`);
      if (this.#failures >= MAX_FAILURES) {
        events.onFailure(new Error(`The process that indexes for search ${failure}.`));
      }
      await clock.sleep(retryDelay(this.#failures), signal).catch(() => {});
    }
  }

  /** From a process's start to its end; answers how it ended. */
  async #runOnce(): Promise<string> {
    const child = fork(indexerProgram(), [], {
      execArgv: FLAGS,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child = child;
    child.on("message", (message: FromIndexer) => this.#hear(message));
    send(child, { type: "start", connectionString: this.#options.connectionString });
    try {
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    } catch (error) {
      return `could not be started (${(error as Error).message})`;
    } finally {
      this.#child = null;
    }
  }

  #hear(message: FromIndexer): void {
    const { events, log } = this.#options;
    if (message.type === "log") log(message.message);
    else if (message.type === "failure") {
      const failure = Object.assign(new Error(message.message), { code: message.code });
      events.onFailure(translateError(failure) as Error);
    } else {
      this.#failures = 0;
      events.onProgress();
    }
  }
}

function send(child: ChildProcess, message: ToIndexer): void {
  // Whether it is still there is told by its exit.
  if (child.connected) child.send(message, () => {});
}

function indexerProgram(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find(existsSync) ?? paths[0]!;
}
