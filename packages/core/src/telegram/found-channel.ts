import type { AccountId } from "../domain/account.ts";
import type { ChannelKind } from "../domain/channel.ts";
import type { MessageId } from "../domain/ids.ts";
import type { ChannelAccess, FoundChannel } from "../domain/target.ts";
import { Api } from "./library.ts";
import { fullName, tryMark } from "./normalise-peer.ts";

/** What only a closer look tells. */
export interface Details {
  readonly topMessageId: MessageId | null;
  readonly linkedChannelId: FoundChannel["linkedChannelId"];
  readonly linkedAccess: FoundChannel["linkedAccess"];
  readonly migratedFrom: FoundChannel["migratedFrom"];
  readonly about: string | null;
  readonly invite: string | null;
}

export const NO_DETAILS: Details = {
  topMessageId: null,
  linkedChannelId: null,
  linkedAccess: null,
  migratedFrom: null,
  about: null,
  invite: null,
};

/** A channel, supergroup or basic group as the account sees it; null when it cannot see into it. */
export function foundChat(
  chat: Api.TypeChat,
  accountId: AccountId,
  details: Details = NO_DETAILS,
): FoundChannel | null {
  if (chat instanceof Api.Channel) return foundChannel(chat, accountId, details);
  if (!(chat instanceof Api.Chat)) return null;
  const id = tryMark("group", chat.id);
  if (id === null) return null;
  return {
    ...details,
    profile: {
      ...{ id, kind: "group", title: chat.title, username: null },
      ...{ isPrivate: true, isIdFromTelegram: true },
    },
    access: { accountId, channelId: id, accessHash: null },
    isProtected: chat.noforwards === true,
    isForum: false,
    isVerified: false,
    photoId: photoIdOf(chat),
    migratedTo: readSuccessor(chat, accountId),
  };
}

function readSuccessor({ migratedTo }: Api.Chat, accountId: AccountId): ChannelAccess | null {
  if (!(migratedTo instanceof Api.InputChannel)) return null;
  const channelId = tryMark("channel", migratedTo.channelId);
  if (channelId === null) return null;
  return { accountId, channelId, accessHash: migratedTo.accessHash.toString() };
}

function foundChannel(
  channel: Api.Channel,
  accountId: AccountId,
  details: Details,
): FoundChannel | null {
  const id = tryMark("channel", channel.id);
  if (id === null || channel.accessHash == null) return null;
  const kind: ChannelKind = channel.broadcast ? "channel" : "supergroup";
  const username = usernameOf(channel);
  return {
    ...details,
    profile: {
      ...{ id, kind, title: channel.title, username },
      ...{ isPrivate: username === null, isIdFromTelegram: true },
    },
    access: { accountId, channelId: id, accessHash: channel.accessHash.toString() },
    isProtected: channel.noforwards === true,
    isForum: channel.forum === true,
    isVerified: channel.verified === true,
    photoId: photoIdOf(channel),
    migratedTo: null,
  };
}

/** A private chat with a person or a bot. */
export function foundUser(user: Api.TypeUser, accountId: AccountId): FoundChannel | null {
  if (!(user instanceof Api.User)) return null;
  const id = tryMark("user", user.id);
  const isSelf = id === accountId;
  if (id === null || (user.accessHash == null && !isSelf)) return null;
  return {
    ...NO_DETAILS,
    profile: {
      ...{ id, kind: "private", title: fullName(user) ?? "Deleted Account" },
      ...{ username: usernameOf(user), isPrivate: true, isIdFromTelegram: true },
    },
    access: { accountId, channelId: id, accessHash: user.accessHash?.toString() ?? null },
    isProtected: false,
    isForum: false,
    isVerified: user.verified === true,
    photoId: photoIdOf(user),
    migratedTo: null,
  };
}

function photoIdOf({ photo }: Api.Chat | Api.Channel | Api.User): string | null {
  return photo && "photoId" in photo ? photo.photoId.toString() : null;
}

/** The first name in use; several, or bought ones, come as a list. */
function usernameOf({ username, usernames }: Api.Channel | Api.User): string | null {
  return username || (usernames?.find(({ active }) => active)?.username ?? null);
}
