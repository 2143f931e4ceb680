import { isMessageId, markPeer, unmarkPeer } from "@telekeep/core";

/** What a permalink needs to know of a channel. */
export interface LinkedChannel {
  readonly id: bigint;
  readonly kind: string;
  readonly username: string | null;
  readonly isIdFromTelegram: boolean;
}

const USERNAME = /^[A-Za-z][A-Za-z0-9_]{1,31}$/;

/** Telegram's own address of a message, or null where Telegram gives none: groups, private chats. */
export function permalinkOf(channel: LinkedChannel, messageId: number): string | null {
  if (messageId < 1) return null;
  if (channel.kind !== "channel" && channel.kind !== "supergroup") return null;
  if (channel.username !== null && USERNAME.test(channel.username)) {
    return `https://t.me/${channel.username}/${messageId}`;
  }
  const peer = unmarkPeer(Number(channel.id));
  if (!channel.isIdFromTelegram || peer.kind !== "channel") return null;
  return `https://t.me/c/${peer.bareId}/${messageId}`;
}

/** A message named by its address. */
export interface LinkTarget {
  readonly channel: { readonly username: string } | { readonly id: bigint };
  readonly messageId: number;
}

/**
 * Reads the address of a message: t.me/name/1, t.me/c/123/1 and, in a forum, t.me/name/topic/1.
 * Null for anything else.
 */
export function parsePermalink(link: string): LinkTarget | null {
  const match =
    /^(?:https?:\/\/)?(?:www\.)?(?:t\.me|telegram\.me)\/(?:s\/)?(?:c\/(\d{1,16})|([A-Za-z]\w{1,31}))(?:\/\d{1,10})?\/(\d{1,10})\/?(?:[?#].*)?$/.exec(
      link.trim().slice(0, 300),
    );
  if (!match) return null;
  const [, bareId, username, id] = match;
  const messageId = Number(id);
  if (!isMessageId(messageId)) return null;
  if (username !== undefined) return { channel: { username }, messageId };
  const bare = Number(bareId);
  if (!Number.isSafeInteger(bare) || bare < 1 || bare > 2 ** 52) return null;
  return { channel: { id: BigInt(markPeer("channel", bare)) }, messageId };
}
