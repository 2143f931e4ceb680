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
  /** The basic group whose history this supergroup goes on with. */
  readonly migratedFrom: ChannelId | null;
  readonly isForum: boolean;
}
