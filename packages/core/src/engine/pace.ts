import type { SourceCall } from "../domain/source-failures.ts";

/** How fast one kind of request may follow another: milliseconds between their beginnings. */
export interface PaceProfile {
  readonly usual: number;
  /** What a long time without a flood wait may lead to. */
  readonly fastest: number;
  /** What flood waits may lead to. */
  readonly slowest: number;
}

/**
 * Slow enough for Telegram never to mind, as far as is known: it publishes no limits. Reading
 * history is known to bear about one request a second for hours; resolving names is what it limits
 * most, by the hour and the day.
 */
export const CAREFUL_PACES: Readonly<Record<SourceCall, PaceProfile>> = {
  sign_in: { usual: 0, fastest: 0, slowest: 0 },
  resolve: { usual: 3000, fastest: 3000, slowest: 60_000 },
  look: { usual: 1000, fastest: 1000, slowest: 30_000 },
  dialogs: { usual: 1000, fastest: 1000, slowest: 30_000 },
  history: { usual: 1000, fastest: 400, slowest: 30_000 },
  messages: { usual: 1000, fastest: 400, slowest: 30_000 },
  updates: { usual: 500, fastest: 250, slowest: 30_000 },
};

const AS_TOLD: PaceProfile = { usual: 0, fastest: 0, slowest: 1000 };

/**
 * For servers other than Telegram's own, which are on this machine and mind nothing that they do
 * not say: only their flood waits slow an account down.
 */
export const LOCAL_PACES: Readonly<Record<SourceCall, PaceProfile>> = {
  ...{ sign_in: AS_TOLD, resolve: AS_TOLD, look: AS_TOLD, dialogs: AS_TOLD },
  ...{ history: AS_TOLD, messages: AS_TOLD, updates: AS_TOLD },
};

/** Requests without a flood wait that earn a little more speed. */
const STEP = 100;
/** How much: requests a second, or this share of the present speed when that is more. */
const GAIN = 0.1;
const GAIN_SHARE = 0.02;
/** Requests without a flood wait before a speed that was too much is tried again. */
const FIRST_PATIENCE = 1000;
const MOST_PATIENCE = 16_000;
/** How near the speed that was too much may come to it meanwhile. */
const BELOW_LIMIT = 1.2;

/**
 * The distance between two requests of one kind, learnt: a flood wait halves the speed at once,
 * quiet requests raise it in small equal steps (as TCP finds a line's capacity). The speed at which
 * Telegram objected is remembered and kept away from, ever longer, so that waits become rare.
 */
export class Pace {
  readonly #profile: PaceProfile;
  #interval: number;
  #begunAt = Number.NEGATIVE_INFINITY;
  /** Of the first request after the last flood wait. */
  #quietSince = 0;
  #quiet = 0;
  /** The interval that was too short. */
  #limit: number | null = null;
  #patience = FIRST_PATIENCE;
  /** A speed that was too much once is being tried again. */
  #isBold = false;

  /** @param isWarned whether a flood wait ended not long ago: it then begins with half the speed */
  constructor(profile: PaceProfile, isWarned = false) {
    this.#profile = profile;
    this.#interval = isWarned ? Math.min(profile.usual * 2, profile.slowest) : profile.usual;
  }

  /** Milliseconds between the beginnings of two requests, at present. */
  get interval(): number {
    return this.#interval;
  }

  /** When the next request may leave. A clock that was set back holds nothing up. */
  readyAt(now: number): number {
    return Math.min(this.#begunAt, now) + this.#interval;
  }

  /** A request leaves. */
  begin(now: number): void {
    this.#begunAt = now;
    if (this.#quiet++ === 0) this.#quietSince = now;
    if (this.#quiet >= this.#patience && this.#limit !== null) {
      this.#limit = null;
      this.#isBold = true;
    }
    if (this.#quiet % STEP !== 0 || this.#interval <= this.#profile.fastest) return;
    const speed = 1000 / this.#interval;
    const faster = 1000 / (speed + Math.max(GAIN, speed * GAIN_SHARE));
    const bound = this.#limit === null ? 0 : this.#limit * BELOW_LIMIT;
    // Never slower than it is: the bound may lie above what a warning began with.
    this.#interval = Math.min(this.#interval, Math.max(faster, bound, this.#profile.fastest));
  }

  /** Telegram demanded a pause. */
  slowDown(): void {
    if (this.#isBold) this.#patience = Math.min(this.#patience * 2, MOST_PATIENCE);
    this.#isBold = false;
    // Where nothing was kept between requests, the distance they had by themselves was too short.
    this.#limit = this.#interval > 0 ? this.#interval : this.#usualDistance();
    this.#quiet = 0;
    this.#interval = Math.min(this.#limit * 2, this.#profile.slowest);
  }

  #usualDistance(): number {
    return this.#quiet > 1 ? (this.#begunAt - this.#quietSince) / (this.#quiet - 1) : 0;
  }
}
