import type { Archive, FloodDeadline } from "@telekeep/core";

import { ProgressHub } from "./progress-hub.ts";
import type { StateEvent } from "./snapshot-first.ts";
import { snapshotFirst } from "./snapshot-first.ts";

export interface FloodFeedParts {
  readonly source: Pick<Archive, "onFlood">;
  /** Reads the pauses that are not over. */
  readonly read: () => Promise<readonly FloodDeadline[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A pause that Telegram demands, as it begins, is prolonged or ends. */
export interface FloodState {
  readonly deadline: FloodDeadline;
  readonly isOver: boolean;
}

/** Timers take no more: 2^31 - 1 milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Pauses as they begin and end. It remembers one for each account and kind of request. */
export class FloodFeed implements Disposable {
  readonly #parts: FloodFeedParts;
  readonly #hub = new ProgressHub<string, FloodState>();
  readonly #ends = new Map<string, { readonly until: number; readonly timer: NodeJS.Timeout }>();
  readonly #stopListening: () => void;
  #isClosed = false;

  constructor(parts: FloodFeedParts) {
    this.#parts = parts;
    this.#stopListening = parts.source.onFlood((deadline) => {
      this.#hub.publish(keyOf(deadline), { deadline, isOver: false });
      this.#awaitEnd(deadline);
    });
  }

  /** The pauses in force, of these accounts or of all, and then each that begins or ends. */
  follow(accountIds: readonly number[] | null): AsyncIterableIterator<StateEvent<FloodState>> {
    const wanted = accountIds && new Set(accountIds);
    const isWanted = (accountId: number): boolean => wanted?.has(accountId) ?? true;
    const changes = this.#hub.watchMany((key) => isWanted(Number(key.split(" ")[0])));
    const told = new Map<string, number>();
    const read = this.#parts.read().then((all) => {
      // Also of those that were demanded before this process began.
      for (const deadline of all) this.#awaitEnd(deadline);
      return all
        .filter(({ accountId }) => isWanted(accountId))
        .map((deadline) => {
          told.set(keyOf(deadline), deadline.until);
          return { deadline, isOver: false };
        });
    });
    return snapshotFirst(
      read,
      changes,
      ({ deadline, isOver }) => isOver || deadline.until !== told.get(keyOf(deadline)),
    );
  }

  /** Ends all subscriptions. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#stopListening();
    for (const { timer } of this.#ends.values()) clearTimeout(timer);
    this.#hub.close();
  }

  #awaitEnd(deadline: FloodDeadline): void {
    const key = keyOf(deadline);
    const known = this.#ends.get(key);
    if (this.#isClosed || (known !== undefined && known.until >= deadline.until)) return;
    clearTimeout(known?.timer);
    const left = Math.max(0, deadline.until - this.#parts.now());
    const timer = setTimeout(() => this.#end(deadline), Math.min(left, LONGEST_TIMER));
    this.#ends.set(key, { until: deadline.until, timer });
  }

  #end(deadline: FloodDeadline): void {
    this.#ends.delete(keyOf(deadline));
    // A timer may ring a little early, and a very long one rings in between.
    if (this.#parts.now() < deadline.until) this.#awaitEnd(deadline);
    else this.#hub.publish(keyOf(deadline), { deadline, isOver: true });
  }
}

function keyOf({ accountId, call }: FloodDeadline): string {
  return `${accountId} ${call}`;
}
