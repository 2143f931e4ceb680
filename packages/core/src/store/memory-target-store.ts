import type { AccountId } from "../domain/account.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { ChannelAccess, FoundChannel } from "../domain/target.ts";
import type { TargetStore } from "../ports/target-store.ts";

/**
 * How accounts reach channels, in memory: the PostgreSQL store's twin, for tests and for thinking.
 * It knows no accounts, so it takes any.
 */
export class MemoryTargetStore implements TargetStore {
  readonly #found = new Map<ChannelId, FoundChannel>();
  readonly #access = new Map<ChannelId, Map<AccountId, ChannelAccess>>();

  async saveFound(found: FoundChannel): Promise<void> {
    const { id } = found.profile;
    const known = this.#found.get(id);
    this.#found.set(id, known === undefined ? found : merge(known, found));
    const access = this.#access.get(id) ?? new Map<AccountId, ChannelAccess>();
    this.#access.set(id, access);
    access.delete(found.access.accountId);
    access.set(found.access.accountId, found.access);
  }

  async accessTo(channelId: ChannelId): Promise<readonly ChannelAccess[]> {
    return [...(this.#access.get(channelId)?.values() ?? [])].reverse();
  }

  /** What is known of a channel, to look at. */
  read(channelId: ChannelId): FoundChannel | undefined {
    return this.#found.get(channelId);
  }
}

function merge(known: FoundChannel, found: FoundChannel): FoundChannel {
  const tops = [known.topMessageId, found.topMessageId].filter((top) => top !== null);
  return {
    ...found,
    linkedChannelId: found.linkedChannelId ?? known.linkedChannelId,
    about: found.about ?? known.about,
    migratedFrom: found.migratedFrom ?? known.migratedFrom,
    topMessageId: tops.length > 0 ? Math.max(...tops) : null,
  };
}
