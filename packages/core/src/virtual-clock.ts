import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "./ports/clock.ts";

interface Alarm {
  readonly at: number;
  /** Orders alarms of the same time. */
  readonly number: number;
  readonly ring: () => void;
}

/**
 * Time that passes only when nothing else is left to do: days of waiting take milliseconds, and the
 * same program does the same things in the same order. The twin of the system's clock, for tests.
 */
export class VirtualClock implements Clock {
  #now: number;
  #rung = 0;
  #working = 0;
  /** A binary heap: the next alarm comes first. */
  readonly #alarms: Alarm[] = [];

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = (): void => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      this.#add(this.#now + Math.max(0, milliseconds), () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
    });
  }

  /** Lets time stand still while something real is under way. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#working--;
    }
  }

  /** Lets time pass until the promise settles. Throws when it never could. */
  async run<Result>(promise: Promise<Result>): Promise<Result> {
    let isSettled = false;
    const settle = (): void => void (isSettled = true);
    promise.then(settle, settle);
    for (;;) {
      // A turn of the event loop: all that can happen at this moment has happened after it.
      await turn();
      if (isSettled) return await promise;
      if (this.#working > 0) continue;
      const next = this.#next();
      if (next === null) throw new Error("Nothing is left that could happen.");
      this.#now = Math.max(this.#now, next.at);
      next.ring();
    }
  }

  /** Lets this much time pass, with all that happens in it. */
  async pass(milliseconds: number): Promise<void> {
    await this.run(this.sleep(milliseconds));
  }

  #add(at: number, ring: () => void): void {
    const alarms = this.#alarms;
    let place = alarms.push({ at, number: this.#rung++, ring }) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(alarms[place]!, alarms[parent]!)) break;
      [alarms[place], alarms[parent]] = [alarms[parent]!, alarms[place]!];
      place = parent;
    }
  }

  #next(): Alarm | null {
    const alarms = this.#alarms;
    const first = alarms[0];
    const last = alarms.pop();
    if (first === undefined || last === undefined) return null;
    if (alarms.length === 0) return first;
    alarms[0] = last;
    for (let place = 0; ; ) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < alarms.length && isBefore(alarms[child]!, alarms[least]!)) least = child;
      }
      if (least === place) return first;
      [alarms[place], alarms[least]] = [alarms[least]!, alarms[place]!];
      place = least;
    }
  }
}

function isBefore(a: Alarm, b: Alarm): boolean {
  return a.at < b.at || (a.at === b.at && a.number < b.number);
}
