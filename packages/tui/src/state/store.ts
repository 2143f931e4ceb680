/** Milliseconds between two redraws that data may cause. Keys do not wait. */
const TICK_MS = 100;

/** State outside React: many events become few redraws. */
export interface Store<State> {
  get(): State;
  /** Changes the state and draws at once: for what a person did. */
  set(change: (state: State) => State): void;
  /** Changes the state and draws with the next tick: for what arrives by itself. */
  post(change: (state: State) => State): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  let timer: NodeJS.Timeout | null = null;
  const listeners = new Set<() => void>();
  const notify = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const listener of listeners) listener();
  };
  return {
    get: () => state,
    set(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      notify();
    },
    post(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      timer ??= setTimeout(notify, TICK_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && timer !== null) {
          clearTimeout(timer);
          timer = null;
        }
      };
    },
  };
}
