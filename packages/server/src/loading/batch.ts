/**
 * Gathers the keys that one execution asks for in the same turn of the event loop and loads them
 * together. Nothing is cached: a subscription runs many executions on one scope and each must see
 * the archive as it is then.
 *
 * @param load answers with as many values as keys, in their order.
 */
export function batch<Scope extends object, Key, Value>(
  load: (scope: Scope, keys: readonly Key[]) => Promise<readonly Value[]>,
): (scope: Scope, key: Key) => Promise<Value> {
  const waiting = new WeakMap<Scope, { keys: Key[]; values: Promise<readonly Value[]> }>();
  return async (scope, key) => {
    let group = waiting.get(scope);
    if (!group) {
      const keys: Key[] = [];
      const values = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        waiting.delete(scope);
        return load(scope, keys);
      });
      group = { keys, values };
      waiting.set(scope, group);
    }
    const index = group.keys.push(key) - 1;
    return (await group.values)[index]!;
  };
}
