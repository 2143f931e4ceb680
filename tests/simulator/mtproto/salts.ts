import { hash } from "node:crypto";

const WINDOW_SECONDS = 3600;
/** An old salt is still taken for so long, so that nobody is caught at the turn of the hour. */
const GRACE_SECONDS = 1800;

export interface FutureSalt {
  readonly valid_since: number;
  readonly valid_until: number;
  readonly salt: bigint;
}

/**
 * The salts of one auth key. Each hour has its own, made from the key, so that a server that was
 * started again knows them.
 */
export class Salts {
  readonly #authKey: Buffer;
  #generation = 0;
  #first: { readonly salt: bigint; readonly until: number } | null = null;

  constructor(authKey: Buffer) {
    this.#authKey = authKey;
  }

  /** The salt of the key exchange is good for the rest of its hour. Times are Unix seconds. */
  acceptFirst(salt: bigint, now: number): void {
    this.#first = { salt, until: endOf(windowOf(now)) };
  }

  current(now: number): bigint {
    return this.#saltOf(windowOf(now));
  }

  accepts(salt: bigint, now: number): boolean {
    if (this.#first && this.#first.salt === salt && now < this.#first.until) return true;
    const window = windowOf(now);
    if (salt === this.#saltOf(window)) return true;
    return salt === this.#saltOf(window - 1) && now < endOf(window - 1);
  }

  /** From now on every salt is another. */
  rotate(): void {
    this.#generation += 1;
    this.#first = null;
  }

  future(now: number, count: number): FutureSalt[] {
    return Array.from({ length: count }, (_, index) => {
      const window = windowOf(now) + index;
      const salt = this.#saltOf(window);
      return { valid_since: window * WINDOW_SECONDS, valid_until: endOf(window), salt };
    });
  }

  #saltOf(window: number): bigint {
    const name = Buffer.from(`salt ${this.#generation} ${window}`);
    // Never 0: that is what a client sends that knows none.
    return hash("sha256", Buffer.concat([this.#authKey, name]), "buffer").readBigInt64LE(0) | 1n;
  }
}

const windowOf = (now: number) => Math.floor(now / WINDOW_SECONDS);
const endOf = (window: number) => (window + 1) * WINDOW_SECONDS + GRACE_SECONDS;
