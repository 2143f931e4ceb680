import type { Now } from "../world/chat.ts";

/** A leaky bucket: so many calls at once, and so many more each second. */
export interface FloodLimit {
  readonly capacity: number;
  readonly perSecond: number;
  /** The shortest wait that is asked for, in seconds. Default 1. */
  readonly shortestWait?: number;
}

/** A request that came before the time its asker had been told to wait for. */
export interface EarlyRequest {
  readonly who: string;
  readonly method: string;
  readonly at: number;
  readonly deadline: number;
  /** When the wait was asked for: a client killed in that moment cannot know of it. */
  readonly toldAt: number;
}

interface Bucket {
  level: number;
  at: number;
}

/**
 * Flood waits per account and method. Every deadline that was given is remembered, whoever gave it,
 * and whoever comes earlier is sent away again and recorded.
 */
export class FloodLimiter {
  readonly #now: Now;
  readonly #limits: Readonly<Record<string, FloodLimit>>;
  readonly #buckets = new Map<string, Bucket>();
  readonly #deadlines = new Map<string, { readonly until: number; readonly toldAt: number }>();
  readonly #early: EarlyRequest[] = [];

  /** @param limits by method name; `*` for all methods that are not named */
  constructor(now: Now, limits: Readonly<Record<string, FloodLimit>> = {}) {
    this.#now = now;
    this.#limits = limits;
  }

  get early(): readonly EarlyRequest[] {
    return this.#early;
  }

  /** Seconds this caller has to wait; 0 when the call may be served. */
  admit(who: string, method: string): number {
    const name = `${who} ${method}`;
    const now = this.#now();
    const told = this.#deadlines.get(name);
    if (told !== undefined && now < told.until) {
      this.#early.push({ who, method, at: now, deadline: told.until, toldAt: told.toldAt });
      return Math.ceil((told.until - now) / 1000);
    }
    const limit = this.#limits[method] ?? this.#limits["*"];
    if (limit === undefined) return 0;
    const bucket = this.#buckets.get(name) ?? { level: 0, at: now };
    this.#buckets.set(name, bucket);
    bucket.level = Math.max(0, bucket.level - ((now - bucket.at) / 1000) * limit.perSecond);
    bucket.at = now;
    if (bucket.level + 1 <= limit.capacity) {
      bucket.level++;
      return 0;
    }
    const missing = (bucket.level + 1 - limit.capacity) / limit.perSecond;
    const seconds = Math.max(limit.shortestWait ?? 1, Math.ceil(missing));
    this.tellToWait(who, method, seconds);
    return seconds;
  }

  /** Remembers that the caller was told to wait. */
  tellToWait(who: string, method: string, seconds: number): void {
    const toldAt = this.#now();
    this.#deadlines.set(`${who} ${method}`, { until: toldAt + seconds * 1000, toldAt });
  }
}
