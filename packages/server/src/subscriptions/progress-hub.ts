/** A state, and how many newer-than-the-last ones it replaced before it was taken. */
export interface Conflated<State> {
  readonly state: State;
  readonly conflatedCount: number;
}

/** States of what is watched, until it returns or the hub closes. */
export interface Watching<State> extends AsyncIterableIterator<Conflated<State>> {
  /** There is a state that has not been taken. */
  readonly hasNext: boolean;
  return(): Promise<Taken<State>>;
}

/**
 * Hands the newest state of things to whoever watches them. Each watcher has one place for each
 * thing's state that it has not taken yet, which a newer one replaces: memory does not depend on
 * how fast anybody reads, and one who stops reading holds up nobody.
 */
export class ProgressHub<Key, State> {
  readonly #watchers = new Map<Key, Set<Watcher<Key, State>>>();
  /** Those that watch whatever their function says. */
  readonly #choosers = new Map<Watcher<Key, State>, (key: Key) => boolean>();
  #isClosed = false;

  /** Whether anybody watches it. */
  isWatched(key: Key): boolean {
    if (this.#watchers.has(key)) return true;
    for (const isWanted of this.#choosers.values()) if (isWanted(key)) return true;
    return false;
  }

  /** Tells all watchers of a key its newest state. */
  publish(key: Key, state: State): void {
    for (const watcher of this.#watchers.get(key) ?? []) watcher.put(key, state);
    for (const [watcher, isWanted] of this.#choosers) if (isWanted(key)) watcher.put(key, state);
  }

  /** Watches a key from now on, until `return()` is called or the hub closes. */
  watch(key: Key): Watching<State> {
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers);
    const watcher = new Watcher<Key, State>(() => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(key) === watchers) this.#watchers.delete(key);
    });
    watchers.add(watcher);
    return this.#begin(watcher);
  }

  /** Watches many keys, also ones that nobody knows yet; the one that waits longest comes first. */
  watchMany(isWanted: (key: Key) => boolean): Watching<State> {
    const watcher = new Watcher<Key, State>(() => this.#choosers.delete(watcher));
    this.#choosers.set(watcher, isWanted);
    return this.#begin(watcher);
  }

  #begin(watcher: Watcher<Key, State>): Watcher<Key, State> {
    if (this.#isClosed) watcher.end();
    return watcher;
  }

  /** Ends all watching, after what is there to be taken. */
  close(): void {
    this.#isClosed = true;
    const all = [...this.#watchers.values()].flatMap((watchers) => [...watchers]);
    for (const watcher of [...all, ...this.#choosers.keys()]) watcher.end();
  }
}

type Taken<State> = IteratorResult<Conflated<State>>;

class Watcher<Key, State> implements Watching<State> {
  readonly #leave: () => void;
  #waiting: ((taken: Taken<State>) => void)[] = [];
  /** In the order in which they began to wait. */
  readonly #pending = new Map<Key, Conflated<State>>();
  #isEnded = false;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  get hasNext(): boolean {
    return this.#pending.size > 0;
  }

  put(key: Key, state: State): void {
    if (this.#isEnded) return;
    const waiting = this.#waiting.shift();
    if (waiting) {
      waiting({ done: false, value: { state, conflatedCount: 0 } });
      return;
    }
    const replaced = this.#pending.get(key);
    const conflatedCount = replaced === undefined ? 0 : replaced.conflatedCount + 1;
    this.#pending.set(key, { state, conflatedCount });
  }

  end(): void {
    this.#isEnded = true;
    this.#leave();
    for (const waiting of this.#waiting.splice(0)) waiting({ done: true, value: undefined });
  }

  next(): Promise<Taken<State>> {
    const first = this.#pending.entries().next();
    if (!first.done) {
      const [key, value] = first.value;
      this.#pending.delete(key);
      return Promise.resolve({ done: false, value });
    }
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<Taken<State>> {
    this.#pending.clear();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
