import type { ChannelKind } from "../../../packages/core/src/domain/channel.ts";
import type { ChannelId } from "../../../packages/core/src/domain/ids.ts";
import { unmarkPeer } from "../../../packages/core/src/domain/ids.ts";
import { ChannelInaccessible } from "../../../packages/core/src/domain/source-failures.ts";
import type {
  ChannelAccess,
  ChannelReference,
  FoundChannel,
} from "../../../packages/core/src/domain/target.ts";
import type { Account } from "../world/account.ts";
import type { ChatKind } from "../world/chat.ts";
import type { World } from "../world/world.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { markedId } from "./observe-message.ts";

const KINDS: Readonly<Record<ChatKind, ChannelKind>> = {
  broadcast: "channel",
  supergroup: "supergroup",
  forum: "supergroup",
  group: "group",
  private: "private",
};

/** The chat of this id, if the account sees it. Throws ChannelInaccessible. */
export function visibleChat(world: World, account: Account, id: ChannelId): WorldChat {
  const { kind, bareId } = unmarkPeer(id);
  return seen(world, account, world.chatOf({ kind, id: bareId }));
}

/** What a reference means to this account. Throws ChannelInaccessible. */
export function findChat(world: World, account: Account, reference: ChannelReference): WorldChat {
  if (reference.type === "id") return visibleChat(world, account, reference.id);
  if (reference.type === "username") {
    return seen(world, account, world.chatByUsername(reference.username));
  }
  const chat = world.chats.find(({ invite }) => invite === reference.hash) ?? null;
  if (chat === null) throw new ChannelInaccessible("invite_expired", "The invite has expired.");
  return seen(world, account, chat);
}

/** How the account is shown a chat. */
export function describeChat(world: World, account: Account, chat: WorldChat): FoundChannel {
  const linked = world.discussionOf(chat) ?? world.discussedBy(chat);
  const { migratedFrom, migratedTo } = chat.base;
  const chatOf = (base: typeof chat.base) => world.chat(base.spec.key);
  return {
    profile: {
      id: markedId(chat.peer),
      kind: KINDS[chat.kind],
      title: chat.title,
      username: chat.usernames[0] ?? null,
      isPrivate: chat.usernames.length === 0,
      isIdFromTelegram: true,
    },
    access: accessTo(world, account, chat),
    topMessageId: chat.history.top === 0 ? null : chat.history.top,
    isProtected: chat.noForwards,
    linkedChannelId: linked === null ? null : markedId(linked.peer),
    migratedFrom:
      migratedFrom === null ? null : markedId({ kind: "group", id: migratedFrom.spec.id }),
    isForum: chat.kind === "forum",
    linkedAccess: linked === null ? null : accessTo(world, account, linked),
    migratedTo: migratedTo === null ? null : accessTo(world, account, chatOf(migratedTo)),
    ...{ about: chat.about, photoId: null, isVerified: chat.base.spec.verified === true },
    invite: null,
  };
}

function accessTo(world: World, account: Account, chat: WorldChat): ChannelAccess {
  const hasHash = chat.kind !== "group";
  return {
    accountId: account.userId,
    channelId: markedId(chat.peer),
    accessHash: hasHash ? world.accessHash(account, chat.peer).toString() : null,
  };
}

function seen(world: World, account: Account, chat: WorldChat | null): WorldChat {
  if (chat === null || chat.deleted) {
    throw new ChannelInaccessible("not_found", "There is no such channel.");
  }
  if (chat.kicked.has(account.key)) {
    throw new ChannelInaccessible("banned_here", "This account is banned from the channel.");
  }
  if (world.access(account, chat) === "none") {
    throw new ChannelInaccessible("private", "The channel is private.");
  }
  return chat;
}
