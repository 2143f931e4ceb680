import type { AccountId } from "../domain/account.ts";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ChannelAccess } from "../domain/target.ts";
import type { UpdatePosition } from "./update-source.ts";

/** A channel that is to be followed, whether or not anybody does at the moment. */
export interface FollowedChannel {
  readonly access: ChannelAccess;
  /** From this id on there is to be no hole; null before the first look. */
  readonly floor: MessageId | null;
}

/** Where it is kept which channels are followed, and how far. May throw DatabaseUnavailable. */
export interface FollowStore {
  /** Those whose account is signed in. */
  list(): Promise<readonly FollowedChannel[]>;
  /** Following again with the same account changes nothing. Throws NotFound. */
  follow(access: ChannelAccess): Promise<void>;
  /** Nothing happens to what is not followed. */
  unfollow(channelId: ChannelId): Promise<void>;
  setFloor(channelId: ChannelId, floor: MessageId): Promise<void>;
  /** Keeps for people why a channel cannot be followed at present; null when it can. */
  setTrouble(channelId: ChannelId, trouble: string | null): Promise<void>;
  /** Null: nothing was committed yet. */
  readPosition(accountId: AccountId, channelId: ChannelId): Promise<UpdatePosition | null>;
  /** Up to here everything is committed. */
  savePosition(accountId: AccountId, channelId: ChannelId, position: UpdatePosition): Promise<void>;
}
