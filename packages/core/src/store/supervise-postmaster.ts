import { setTimeout as delay } from "node:timers/promises";
import type { Postmaster } from "./postmaster.ts";
import { signalProcess } from "./stop-postmaster.ts";

export interface Supervision {
  /** Starts the server anew on the same port. */
  readonly restart: (signal: AbortSignal) => Promise<Postmaster>;
  readonly stop: (postmaster: Postmaster) => Promise<void>;
  readonly log: (message: string) => void;
}

const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps a server running: when it ends unasked (killed for memory, a full disk) it is started again
 * on its port, at once and then with growing pauses, so that clients need no more than to reconnect.
 */
export class SupervisedPostmaster {
  readonly #supervision: Supervision;
  readonly #stopping = new AbortController();
  readonly #watch: Promise<void>;
  #current: Postmaster | undefined;

  constructor(postmaster: Postmaster, supervision: Supervision) {
    this.#current = postmaster;
    this.#supervision = supervision;
    // Also after an exception that nobody caught: what is left behind then shuts down by itself.
    process.once("exit", this.#onExit);
    this.#watch = this.#keepRunning(postmaster);
  }

  /** Stops the server; the second call waits for the first. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#current) await this.#supervision.stop(this.#current);
    await this.#watch;
    process.removeListener("exit", this.#onExit);
  }

  readonly #onExit = () => {
    if (this.#current) signalProcess(this.#current.pid, "SIGINT");
  };

  async #keepRunning(first: Postmaster): Promise<void> {
    const { signal } = this.#stopping;
    for (let postmaster: Postmaster | undefined = first; postmaster; ) {
      const reason = await postmaster.ended;
      this.#current = undefined;
      if (signal.aborted) return;
      this.#supervision.log(`PostgreSQL ended unexpectedly (${reason}); starting it again.`);
      postmaster = await this.#startAgain(signal);
      this.#current = postmaster;
      if (postmaster && signal.aborted) await this.#supervision.stop(postmaster);
    }
  }

  async #startAgain(signal: AbortSignal): Promise<Postmaster | undefined> {
    for (let pause = 250; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.#supervision.restart(signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        this.#supervision.log((error as Error).message);
      }
      await delay(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return undefined;
    }
  }
}
