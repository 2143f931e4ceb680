/** A state, and how many newer-than-the-last ones it replaced before it was taken. */
export interface Conflated<State> {
  readonly state: State;
  readonly conflatedCount: number;
}

/**
 * Hands the newest state of things to whoever watches them. Each watcher has one place for a state
 * it has not taken yet, which a newer one replaces: memory does not depend on how fast anybody
 * reads, and one who stops reading holds up nobody.
 */
export class ProgressHub<Key, State> {
  readonly #watchers = new Map<Key, Set<Watcher<State>>>();
  #isClosed = false;

  /** Tells all watchers of a key its newest state. */
  publish(key: Key, state: State): void {
    for (const watcher of this.#watchers.get(key) ?? []) watcher.put(state);
  }

  /** Watches a key from now on, until `return()` is called or the hub closes. */
  watch(key: Key): AsyncIterableIterator<Conflated<State>> & { readonly hasNext: boolean } {
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers);
    const watcher = new Watcher<State>(() => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key);
    });
    watchers.add(watcher);
    if (this.#isClosed) watcher.end();
    return watcher;
  }

  /** Ends all watching, after what is there to be taken. */
  close(): void {
    this.#isClosed = true;
    for (const watchers of [...this.#watchers.values()]) {
      for (const watcher of [...watchers]) watcher.end();
    }
  }
}

type Taken<State> = IteratorResult<Conflated<State>>;

class Watcher<State> implements AsyncIterableIterator<Conflated<State>> {
  readonly #leave: () => void;
  #waiting: ((taken: Taken<State>) => void)[] = [];
  #pending: { state: State } | null = null;
  #conflatedCount = 0;
  #isEnded = false;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  get hasNext(): boolean {
    return this.#pending !== null;
  }

  put(state: State): void {
    if (this.#isEnded) return;
    const waiting = this.#waiting.shift();
    if (waiting) {
      waiting({ done: false, value: { state, conflatedCount: 0 } });
      return;
    }
    if (this.#pending) this.#conflatedCount++;
    this.#pending = { state };
  }

  end(): void {
    this.#isEnded = true;
    this.#leave();
    for (const waiting of this.#waiting.splice(0)) waiting({ done: true, value: undefined });
  }

  next(): Promise<Taken<State>> {
    if (this.#pending) {
      const value = { state: this.#pending.state, conflatedCount: this.#conflatedCount };
      this.#pending = null;
      this.#conflatedCount = 0;
      return Promise.resolve({ done: false, value });
    }
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<Taken<State>> {
    this.#pending = null;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
