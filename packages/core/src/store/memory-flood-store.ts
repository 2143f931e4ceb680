import type { AccountId } from "../domain/account.ts";
import type { FloodDeadline, FloodStore } from "../ports/flood-store.ts";

/** Pauses in memory: the PostgreSQL store's twin, for tests and for thinking. */
export class MemoryFloodStore implements FloodStore {
  readonly #deadlines = new Map<string, FloodDeadline>();

  async read(accountId: AccountId): Promise<readonly FloodDeadline[]> {
    return [...this.#deadlines.values()]
      .filter((deadline) => deadline.accountId === accountId)
      .sort((a, b) => (a.call < b.call ? -1 : 1));
  }

  async extend(deadline: FloodDeadline): Promise<FloodDeadline> {
    const key = `${deadline.accountId} ${deadline.call}`;
    const known = this.#deadlines.get(key);
    if (known !== undefined && known.until >= deadline.until) return known;
    this.#deadlines.set(key, deadline);
    return deadline;
  }
}
