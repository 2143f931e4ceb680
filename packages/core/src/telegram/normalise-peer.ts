import type { PeerId, PeerKind } from "../domain/ids.ts";
import { markPeer } from "../domain/ids.ts";
import { Api, type Long } from "./library.ts";

/** The marked id of a peer; null when there is none, or none that Telegram could have issued. */
export function readPeer(peer: Api.TypePeer | null | undefined): PeerId | null {
  if (peer instanceof Api.PeerUser) return tryMark("user", peer.userId);
  if (peer instanceof Api.PeerChat) return tryMark("group", peer.chatId);
  if (peer instanceof Api.PeerChannel) return tryMark("channel", peer.channelId);
  return null;
}

/** {@link markPeer} of a number of 64 bits, or null for one that is no bare id. */
export function tryMark(kind: PeerKind, bareId: Long): PeerId | null {
  try {
    return markPeer(kind, Number(bareId.toString()));
  } catch {
    return null;
  }
}

/** What an answer says about the users and chats that its messages mention. */
export class Mentioned {
  readonly #users = new Map<PeerId, Api.User>();
  readonly #titles = new Map<PeerId, string>();

  constructor(users: readonly Api.TypeUser[], chats: readonly Api.TypeChat[]) {
    for (const user of users) {
      const id = user instanceof Api.User ? tryMark("user", user.id) : null;
      if (id !== null) this.#users.set(id, user as Api.User);
    }
    for (const chat of chats) {
      if (chat instanceof Api.ChatEmpty) continue;
      const isGroup = chat instanceof Api.Chat || chat instanceof Api.ChatForbidden;
      const id = tryMark(isGroup ? "group" : "channel", chat.id);
      if (id !== null) this.#titles.set(id, chat.title);
    }
  }

  /** The display name of a peer, as exports have it; null when nobody told, or for a lost account. */
  nameOf(id: PeerId | null): string | null {
    if (id === null) return null;
    const user = this.#users.get(id);
    if (user === undefined) return this.#titles.get(id) || null;
    return fullName(user);
  }

  /** The username of a bot, without the @. */
  botName(id: PeerId | null): string | null {
    const user = id === null ? undefined : this.#users.get(id);
    return user?.bot ? (user.username ?? null) : null;
  }
}

/** First and last name with a blank between; null for a deleted account. */
export function fullName(user: Api.User): string | null {
  return [user.firstName, user.lastName].filter((part) => part).join(" ") || null;
}
