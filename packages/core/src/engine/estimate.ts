/** How fast work goes and how long it will take. */
export interface Estimate {
  /** Over the recent time at work, waits left out; null before anything was done. */
  readonly perSecond: number | null;
  /** Milliseconds to the end, waits included; null while it cannot be told. */
  readonly remaining: number | null;
}

interface Sample {
  /** Milliseconds at work until then. */
  readonly worked: number;
  readonly done: number;
}

/** The recent time: as much of it at work. */
const WINDOW = 300_000;
const SAMPLES = 60;

/**
 * Measures work from what it is told, without a clock of its own. The speed is that of the last five
 * minutes at work. Waits are counted apart: one that is known lasts as long as it says, and those
 * still to come are expected in the proportion of the ones that were. Its size does not grow.
 */
export class Estimator {
  readonly #startedAt: number;
  /** Oldest first, at most `SAMPLES + 2`; the first one is where the window begins. */
  readonly #samples: Sample[] = [{ worked: 0, done: 0 }];
  #done = 0;
  #waited = 0;
  #wait: { readonly startedAt: number; readonly until: number } | null = null;

  /** All times in milliseconds since 1970-01-01T00:00:00Z. */
  constructor(now: number) {
    this.#startedAt = now;
  }

  /** How many moments it remembers. */
  get samples(): number {
    return this.#samples.length;
  }

  /** So much more was done. */
  add(now: number, done: number): void {
    this.#done += done;
    const samples = this.#samples;
    const sample = { worked: this.#worked(now), done: this.#done };
    const before = samples.at(-2);
    // A sample that came soon after the one before is replaced: the next ones may come as soon.
    if (before !== undefined && sample.worked - before.worked < WINDOW / SAMPLES) samples.pop();
    samples.push(sample);
    while (samples.length > 2 && sample.worked - samples[1]!.worked >= WINDOW) samples.shift();
  }

  /** A wait begins or is prolonged; null: it is over. */
  wait(now: number, until: number | null): void {
    const startedAt = this.#wait?.startedAt ?? now;
    if (until !== null) this.#wait = { startedAt, until };
    else {
      this.#waited += now - startedAt;
      this.#wait = null;
    }
  }

  /** @param left how much is still to be done */
  estimate(now: number, left: number): Estimate {
    const first = this.#samples[0]!;
    const worked = this.#worked(now);
    // Up to now, not to the last sample: work that hangs slows down.
    const perSecond = (1000 * (this.#done - first.done)) / (worked - first.worked);
    if (!Number.isFinite(perSecond) || perSecond <= 0) {
      return { perSecond: null, remaining: left === 0 ? 0 : null };
    }
    const known = Math.max(0, (this.#wait?.until ?? now) - now);
    const working = (1000 * left) / perSecond;
    return { perSecond, remaining: Math.round(known + working * (1 + this.#waited / worked)) };
  }

  /** Milliseconds at work until now. */
  #worked(now: number): number {
    const ongoing = this.#wait === null ? 0 : now - this.#wait.startedAt;
    return now - this.#startedAt - this.#waited - ongoing;
  }
}
