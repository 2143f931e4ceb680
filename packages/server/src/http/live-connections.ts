import type { Limits } from "../config/limits.ts";

/** What can be seen and done of a connection. */
export interface Consumer {
  /** Whether bytes wait that the client does not read. */
  isBehind(): boolean;
  /** Ends the connection. */
  dropSlow(): void;
}

type SlowLimits = Pick<Limits, "maxLiveConnections" | "slowConsumerMilliseconds">;

/** The open WebSockets and event streams: bounded in number, and closed when they do not read. */
export class LiveConnections implements Disposable {
  readonly #limits: SlowLimits;
  /** With the time since when each has been behind; null for those that keep up. */
  readonly #consumers = new Map<Consumer, number | null>();
  readonly #timer: NodeJS.Timeout;

  constructor(limits: SlowLimits) {
    this.#limits = limits;
    this.#timer = setInterval(
      () => this.#look(),
      Math.min(limits.slowConsumerMilliseconds / 5, 5_000),
    );
    this.#timer.unref();
  }

  get size(): number {
    return this.#consumers.size;
  }

  /** Takes a place, or answers null when there is none left. */
  admit(consumer: Consumer): Disposable | null {
    if (this.#consumers.size >= this.#limits.maxLiveConnections) return null;
    this.#consumers.set(consumer, null);
    return { [Symbol.dispose]: () => void this.#consumers.delete(consumer) };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    for (const [consumer, since] of this.#consumers) {
      if (!consumer.isBehind()) this.#consumers.set(consumer, null);
      else if (since === null) this.#consumers.set(consumer, now);
      else if (now - since >= this.#limits.slowConsumerMilliseconds) consumer.dropSlow();
    }
  }
}
