import type { AccountId } from "../domain/account.ts";
import type { FloodDeadline, FloodStore } from "../ports/flood-store.ts";

/** The PostgreSQL store's twin in memory: what it keeps outlives the gates that are built over it. */
export class MemoryFloods implements FloodStore {
  readonly #deadlines = new Map<string, FloodDeadline>();

  async read(accountId: AccountId): Promise<readonly FloodDeadline[]> {
    return [...this.#deadlines.values()]
      .filter((one) => one.accountId === accountId)
      .sort((a, b) => (a.call < b.call ? -1 : 1));
  }

  async extend(deadline: FloodDeadline): Promise<FloodDeadline> {
    const name = `${deadline.accountId} ${deadline.call}`;
    const known = this.#deadlines.get(name);
    const kept = known !== undefined && known.until > deadline.until ? known : deadline;
    this.#deadlines.set(name, kept);
    return kept;
  }
}
