import type { WorkerCounts } from "../domain/job.ts";
import type { Clock } from "../ports/clock.ts";
import type { Wait } from "./wait.ts";

const NOTHING: WorkerCounts = { requests: 0, waits: 0, waited: 0 };

/** Counts what a job's workers ask and wait for, on from where the worker before had come. */
export class WorkerCounter {
  readonly #clock: Pick<Clock, "now">;
  #earlier: WorkerCounts;
  #requests = 0;
  #waitingSince: number | null = null;

  constructor(earlier: WorkerCounts | undefined, clock: Pick<Clock, "now">) {
    this.#earlier = { ...NOTHING, ...earlier };
    this.#clock = clock;
  }

  get counts(): WorkerCounts {
    const { requests, waits, waited } = this.#earlier;
    const begun = this.#waitingSince;
    return {
      requests: requests + this.#requests,
      waits,
      waited: waited + (begun === null ? 0 : Math.max(0, this.#clock.now() - begun)),
    };
  }

  /** @param requests made on the connection of this moment */
  asked(requests: number): void {
    this.#requests = requests;
  }

  /** The next connection counts from nothing again. */
  reconnected(): void {
    this.#earlier = this.counts;
    this.#requests = 0;
    this.#waitingSince = null;
  }

  /** A wait begins, is prolonged, or with null is over. */
  waiting(wait: Wait | null): void {
    if (wait === null) {
      this.#earlier = { ...this.#earlier, waited: this.counts.waited };
      this.#waitingSince = null;
    } else if (this.#waitingSince === null) {
      this.#earlier = { ...this.#earlier, waits: this.#earlier.waits + 1 };
      this.#waitingSince = this.#clock.now();
    }
  }
}
