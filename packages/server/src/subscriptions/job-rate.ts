/** How fast a job goes, over the last seconds. */
export interface JobRate {
  readonly messagesPerSecond: number | null;
  /** Until the total is reached at the pace of the last seconds. */
  readonly etaSeconds: number | null;
}

/** The rate of a job that does not move, or of which too little is known. */
export const NO_RATE: JobRate = { messagesPerSecond: null, etaSeconds: null };

/** One committed state of a job's progress. */
export interface ProgressSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly done: number;
  readonly total: number | null;
  readonly messages: number;
}

/** Milliseconds that the moving average covers. */
const WINDOW = 10_000;
/** Commits that are closer, in milliseconds, are one sample: it bounds the size of the window. */
const RESOLUTION = 100;

/** The rate of one job. Samples come in the order of their times. */
export class RateWindow {
  #samples: ProgressSample[] = [];

  /** Takes a new state; one that counts from less again (another phase or attempt) starts anew. */
  add(sample: ProgressSample): void {
    const last = this.#samples.at(-1);
    if (last && (sample.done < last.done || sample.messages < last.messages)) this.#samples = [];
    const previous = this.#samples.at(-2);
    if (previous && sample.at - previous.at < RESOLUTION) this.#samples.pop();
    this.#samples.push(sample);
    while (this.#samples.length > 2 && sample.at - this.#samples[1]!.at >= WINDOW) {
      this.#samples.shift();
    }
  }

  /** The rate at a time; a job that stands still slows down until it has none. */
  rate(now: number): JobRate {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || now - last.at > WINDOW || now <= first.at) return NO_RATE;
    const seconds = (Math.max(now, last.at) - first.at) / 1000;
    const perSecond = (last.done - first.done) / seconds;
    const left = last.total === null ? null : Math.max(last.total - last.done, 0);
    if (perSecond <= 0) return NO_RATE;
    return {
      messagesPerSecond: (last.messages - first.messages) / seconds,
      etaSeconds: left === null ? null : Math.min(Math.ceil(left / perSecond), 2 ** 31 - 1),
    };
  }
}
