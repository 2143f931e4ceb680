import type { Watching } from "./progress-hub.ts";

/** One event of a subscription to states. */
export interface StateEvent<State> {
  readonly state: State;
  /** Newer states that replaced older ones unseen since this thing's last event. */
  readonly conflatedCount: number;
  /** It tells how things were when the subscription began. */
  readonly isSnapshot: boolean;
}

/**
 * How things are, one by one, and then each change that its reader has time for. The changes must
 * have been watched before the reading begins, so that none falls between the two. Rejects at the
 * first reading with what `read` throws.
 *
 * @param isNewer whether a change says more than what was read of the same thing
 */
export function snapshotFirst<State>(
  read: Promise<readonly State[]>,
  changes: Watching<State>,
  isNewer: (change: State) => boolean,
): AsyncIterableIterator<StateEvent<State>> {
  read.catch(() => {});
  let snapshot: State[] | null = null;
  let isOver = false;
  const finish = async (): Promise<IteratorResult<StateEvent<State>>> => {
    isOver = true;
    snapshot = [];
    await changes.return();
    return { done: true, value: undefined };
  };
  const events: AsyncIterableIterator<StateEvent<State>> = {
    next: async () => {
      try {
        snapshot ??= [...(await read)].reverse();
      } catch (error) {
        await finish();
        throw error;
      }
      if (isOver) return finish();
      const state = snapshot.pop();
      if (state !== undefined) {
        return { done: false, value: { state, conflatedCount: 0, isSnapshot: true } };
      }
      for (;;) {
        const taken = await changes.next();
        if (taken.done) return finish();
        if (!isNewer(taken.value.state)) continue;
        return { done: false, value: { ...taken.value, isSnapshot: false } };
      }
    },
    return: finish,
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
