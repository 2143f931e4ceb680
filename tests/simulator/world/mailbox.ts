import type { Account } from "./account.ts";
import type { WorldChat } from "./world-chat.ts";

/** A message of a mailbox chat: the chat, and the message's number in it. */
export interface MailboxPlace {
  readonly chat: WorldChat;
  readonly message: number;
}

/**
 * Basic groups and private chats share one sequence of ids per account, so the same message has a
 * different id for everybody. Here the id is a formula: the chats take turns, and each account
 * starts elsewhere.
 */
export class Mailboxes {
  readonly #chats: readonly WorldChat[];

  /** @param chats all chats of the world that are no channels, in a fixed order */
  constructor(chats: readonly WorldChat[]) {
    this.#chats = chats;
  }

  /** The id this account knows the message by. */
  idFor(account: Account, chat: WorldChat, message: number): number {
    return this.#offset(account) + message * this.#chats.length + this.#chats.indexOf(chat);
  }

  /** Number of the first message of the chat that this account knows by `id` or a higher id. */
  firstFrom(account: Account, chat: WorldChat, id: number): number {
    const first = this.#offset(account) + this.#chats.indexOf(chat);
    return Math.ceil((id - first) / this.#chats.length);
  }

  /** The message an id of this account's mailbox stands for; null when it stands for none. */
  placeOf(account: Account, id: number): MailboxPlace | null {
    const rest = id - this.#offset(account);
    const chat = this.#chats[rest % this.#chats.length];
    const message = Math.floor(rest / this.#chats.length);
    if (chat === undefined || message < 1 || !chat.members.has(account.key)) return null;
    return chat.history.versionCount(message) > 0 ? { chat, message } : null;
  }

  /** The mailbox chats of this account. */
  chatsOf(account: Account): readonly WorldChat[] {
    return this.#chats.filter((chat) => chat.members.has(account.key));
  }

  #offset(account: Account): number {
    return 1000 + account.index * 137;
  }
}
