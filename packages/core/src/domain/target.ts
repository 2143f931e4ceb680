import type { AccountId } from "./account.ts";
import type { ChannelProfile } from "./channel.ts";
import type { ChannelId, MessageId } from "./ids.ts";

/** How a person names a channel; what is behind it only Telegram knows. */
export type ChannelReference =
  | { readonly type: "username"; readonly username: string }
  | { readonly type: "invite"; readonly hash: string }
  | { readonly type: "id"; readonly id: ChannelId };

/**
 * What an account needs to ask about a channel. Telegram gives every account another access hash
 * for one and the same peer, and refuses those of others
 * (https://core.telegram.org/api/peers#access-hash).
 */
export interface ChannelAccess {
  readonly accountId: AccountId;
  readonly channelId: ChannelId;
  /** 64 bits in decimal; null for a basic group, which needs none. */
  readonly accessHash: string | null;
}

/** A channel as Telegram shows it to one account. */
export interface FoundChannel {
  readonly profile: ChannelProfile;
  readonly access: ChannelAccess;
  /** Greatest message id at this moment; null when the answer does not tell. */
  readonly topMessageId: MessageId | null;
  /** The channel forbids forwarding and saving: recorded, because readers must know. */
  readonly isProtected: boolean;
  /** Discussion group of a broadcast channel, or the channel of a discussion group. */
  readonly linkedChannelId: ChannelId | null;
  /** The way to it, when the account may see it and the answer tells. */
  readonly linkedAccess: ChannelAccess | null;
  /** The basic group whose history this supergroup goes on with. */
  readonly migratedFrom: ChannelId | null;
  readonly isForum: boolean;
  /** The supergroup that goes on with this basic group's history. */
  readonly migratedTo: ChannelAccess | null;
  /** Its own words about itself; empty for none, null when the answer does not tell. */
  readonly about: string | null;
  /** Telegram's id of its picture, 64 bits in decimal; null for none. */
  readonly photoId: string | null;
  readonly isVerified: boolean;
  /** The hash of the invite link that led the account here; null for another way. */
  readonly invite: string | null;
}

/** One line of an account's chat list. */
export interface Dialog {
  readonly found: FoundChannel;
  /** Put away among the archived chats, which is Telegram's word and not about this archive. */
  readonly isArchived: boolean;
}

/** Where a page of the chat list ends and the next one begins; only its maker reads it. */
export interface DialogPlace {
  readonly folder: number;
  /** The last chat that has a message; null for the folder's beginning. */
  readonly last: {
    readonly date: number;
    readonly messageId: MessageId;
    readonly access: ChannelAccess;
  } | null;
}

export interface DialogPage {
  readonly dialogs: readonly Dialog[];
  /** Null after the last page. */
  readonly next: DialogPlace | null;
}
