import type { AccountId } from "../domain/account.ts";
import { parseChannelReference } from "../domain/channel-reference.ts";
import { ChannelInaccessible } from "../domain/source-failures.ts";
import type { ChannelAccess, ChannelReference, FoundChannel } from "../domain/target.ts";
import type { AccountStore } from "../ports/account-store.ts";
import type { TargetStore } from "../ports/target-store.ts";
import type { DialogLists } from "./dialog-lists.ts";
import { firstReady } from "./first-ready.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { OpenAccounts } from "./open-accounts.ts";

/** What finding a channel works with. */
export interface AddChannelParts {
  readonly accounts: AccountStore;
  readonly targets: TargetStore;
  readonly connections: OpenAccounts;
  readonly gate: FloodGate;
  readonly dialogs: DialogLists;
}

/** A channel that was made known, with what belongs to it. */
export interface AddedChannel {
  readonly channel: FoundChannel;
  /** The basic group whose history the channel goes on with, when the account can see it. */
  readonly earlier: FoundChannel | null;
  /** The channel's discussion group, when it was asked for and the account can see it. */
  readonly discussion: FoundChannel | null;
}

/** Which channel, and how much of it. */
export interface AddChannelOptions {
  /** In a person's words; see parseChannelReference. */
  readonly reference: string;
  /** Null: the first account that is signed in. */
  readonly accountId: AccountId | null;
  /** Whether the channel's discussion group is wanted too; not unless given. */
  readonly withDiscussion?: boolean;
}

/**
 * Asks Telegram what a reference means and makes the channel known, with the account's way to it.
 * Of a group that became a supergroup both parts are, whichever of them the reference means. Does
 * not wait for a flood pause: who adds a channel is there to be told of it. Throws InvalidState when
 * no account is signed in, PauseTooLong, and what parseChannelReference and MessageSource.resolve
 * throw.
 */
export async function addChannel(
  parts: AddChannelParts,
  { reference: words, accountId, withDiscussion }: AddChannelOptions,
  signal: AbortSignal,
): Promise<AddedChannel> {
  const reference = parseChannelReference(words);
  const id = accountId ?? (await firstReady(parts.accounts));
  return await parts.connections.use(id, signal, async (source) => {
    const turn = { signal, longestWait: 0 };
    const look = (access: ChannelAccess) =>
      parts.gate.run(id, "look", () => source.look(access, signal), turn);
    const found =
      (await lookAtKnown(parts, reference, id, look)) ??
      (await parts.gate.run(id, "resolve", () => source.resolve(reference, signal), turn));
    const successor = found.migratedTo && (await ifVisible(look(found.migratedTo)));
    const channel = successor ?? found;
    const group = channel.migratedFrom;
    const before = group === null ? null : { accountId: id, channelId: group, accessHash: null };
    const earlier = successor === null ? before && (await ifVisible(look(before))) : found;
    const linked =
      withDiscussion && channel.profile.kind === "channel" ? channel.linkedAccess : null;
    const discussion = linked && (await ifVisible(look(linked)));
    for (const one of [earlier, channel, discussion]) {
      if (one !== null) await parts.targets.saveFound(one);
    }
    return { channel, earlier, discussion };
  });
}

/**
 * A number tells Telegram nothing by itself, but here it may be known how the account reaches the
 * channel: from adding it before, from its chat list, or from an import of targets. Null when it is
 * not, or not rightly.
 */
async function lookAtKnown(
  { targets, dialogs }: AddChannelParts,
  reference: ChannelReference,
  accountId: AccountId,
  look: (access: ChannelAccess) => Promise<FoundChannel>,
): Promise<FoundChannel | null> {
  if (reference.type !== "id") return null;
  const ways = await targets.accessTo(reference.id);
  const own = ways.find((way) => way.accountId === accountId);
  const access = dialogs.accessTo(accountId, reference.id) ?? own ?? null;
  if (access === null) return null;
  try {
    return await look(access);
  } catch (error) {
    if (error instanceof ChannelInaccessible && error.reason === "not_found") return null;
    throw error;
  }
}

/** What belongs to a channel is added as far as the account can see it. */
async function ifVisible(looking: Promise<FoundChannel>): Promise<FoundChannel | null> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof ChannelInaccessible) return null;
    throw error;
  }
}
