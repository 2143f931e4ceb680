import type { Job } from "@telekeep/core";
import { Estimator } from "@telekeep/core";

/** How fast a job goes, and how long it will take. */
export interface JobRate {
  /** Over the last seconds. */
  readonly messagesPerSecond: number | null;
  /** Until the total is reached: the wait that it is in, the work, and the waits to be expected. */
  readonly etaSeconds: number | null;
}

/** The rate of a job that does not move, or of which too little is known. */
export const NO_RATE: JobRate = { messagesPerSecond: null, etaSeconds: null };

/** One committed state of a job's progress. */
export type ProgressSample = Pick<
  NonNullable<Job["progress"]>,
  "done" | "total" | "messages" | "phase" | "until" | "updatedAt"
>;

/** Milliseconds that the moving average of messages covers. */
const WINDOW = 10_000;
/** Commits that are closer, in milliseconds, are one sample: it bounds the size of the window. */
const RESOLUTION = 100;
/** Milliseconds without a commit after which work that does not wait is no longer predictable. */
const PATIENCE = 60_000;

/** The rate of one job. Samples come in the order of their times. */
export class RateWindow {
  #samples: ProgressSample[] = [];
  #estimator: Estimator | null = null;
  #movedAt = 0;

  /** Takes a new state; one that counts from less again (another phase or attempt) starts anew. */
  add(sample: ProgressSample): void {
    const last = this.#samples.at(-1);
    if (last && (sample.done < last.done || sample.messages < last.messages)) {
      this.#samples = [];
      this.#estimator = null;
    }
    this.#estimate(sample);
    const previous = this.#samples.at(-2);
    if (previous && sample.updatedAt - previous.updatedAt < RESOLUTION) this.#samples.pop();
    this.#samples.push(sample);
    while (this.#samples.length > 2 && sample.updatedAt - this.#samples[1]!.updatedAt >= WINDOW) {
      this.#samples.shift();
    }
  }

  /** The rate at a time; a job that stands still slows down until it has none. */
  rate(now: number): JobRate {
    return { messagesPerSecond: this.#messagesPerSecond(now), etaSeconds: this.#etaSeconds(now) };
  }

  #estimate({ done, total, phase, until, updatedAt }: ProgressSample): void {
    const last = this.#samples.at(-1);
    // What was done before the total was known, or before this process looked, has no speed.
    if (total === null || last === undefined || last.total === null || this.#estimator === null) {
      this.#estimator = new Estimator(updatedAt);
      this.#movedAt = updatedAt;
    } else if (done > last.done) {
      this.#estimator.add(updatedAt, done - last.done);
      this.#movedAt = updatedAt;
    }
    if (phase === "waiting") this.#estimator.wait(updatedAt, until ?? updatedAt);
    else if (last?.phase === "waiting") {
      this.#estimator.wait(updatedAt, null);
      this.#movedAt = updatedAt;
    }
  }

  #messagesPerSecond(now: number): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.phase === "waiting") return null;
    if (now - last.updatedAt > WINDOW || now <= first.updatedAt) return null;
    const seconds = (Math.max(now, last.updatedAt) - first.updatedAt) / 1000;
    const perSecond = (last.messages - first.messages) / seconds;
    return perSecond > 0 ? perSecond : null;
  }

  #etaSeconds(now: number): number | null {
    const last = this.#samples.at(-1);
    if (!last || last.total === null || this.#estimator === null) return null;
    const isHanging = last.phase !== "waiting" && now - this.#movedAt > PATIENCE;
    if (isHanging) return null;
    const left = Math.max(0, last.total - last.done);
    const { remaining } = this.#estimator.estimate(Math.max(now, last.updatedAt), left);
    return remaining === null ? null : Math.min(Math.ceil(remaining / 1000), 2 ** 31 - 1);
  }
}
