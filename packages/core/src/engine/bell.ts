import type { Clock } from "../ports/clock.ts";

/** The longest nap: a system's timers cannot sleep for a month at once. */
const LONGEST_NAP = 3_600_000;

/** Lets one loop sleep until there is something to do. A ring before the sleep is not lost. */
export class Bell {
  readonly #clock: Clock;
  #isRung = false;
  #nap: AbortController | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ring(): void {
    this.#isRung = true;
    this.#nap?.abort();
  }

  /**
   * Resolves when it rings, or has rung since the last wait, and at `until` (milliseconds since
   * 1970) at the latest. Rejects with the signal's reason.
   */
  async wait(until: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!this.#isRung && this.#clock.now() < until) {
      const nap = new AbortController();
      this.#nap = nap;
      const stop = (): void => nap.abort();
      signal.addEventListener("abort", stop, { once: true });
      try {
        await this.#clock.sleep(Math.min(until - this.#clock.now(), LONGEST_NAP), nap.signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!nap.signal.aborted) throw error;
      } finally {
        signal.removeEventListener("abort", stop);
        this.#nap = null;
      }
    }
    this.#isRung = false;
  }
}
