import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ObservedMessage, Quarantined, UnixSeconds } from "../domain/message.ts";
import type { ChannelAccess } from "../domain/target.ts";

/**
 * A place in the stream of updates that a channel belongs to
 * (https://core.telegram.org/api/updates): a channel or supergroup has a stream of its own; groups
 * and private chats share the account's.
 */
export interface UpdatePosition {
  readonly pts: number;
  /** When the stream was there; null for a channel's own. */
  readonly date: UnixSeconds | null;
}

/** Something that happened in one channel. */
export type Change =
  /** A message as it is from now on; exactly one of `message` and `quarantined` is there. */
  | {
      readonly type: "seen";
      readonly id: MessageId;
      /** False when the message was there before. */
      readonly isNew: boolean;
      readonly message: ObservedMessage | null;
      readonly quarantined: Quarantined | null;
    }
  | { readonly type: "deleted"; readonly ids: readonly MessageId[] };

/** What was pushed, in the order in which it arrived; that need not be the stream's. */
export type Push =
  /** The stream went from one place to the next; `changes` are those of the channel, often none. */
  | { readonly from: number; readonly to: number; readonly changes: readonly Change[] }
  /** Something may have happened that nobody tells: ask for the difference. */
  | "missed";

/** What happened since a position. */
export type Difference =
  | {
      readonly changes: readonly Change[];
      readonly position: UpdatePosition;
      /** False: ask again, from `position`. */
      readonly isLast: boolean;
    }
  /** Too much has happened since, or it cannot be read: the history is to be read instead. */
  | "too_long";

/**
 * Telegram's news of channels to one account. `position` and `difference` ask once and fail as the
 * calls of MessageSource do.
 */
export interface UpdateSource {
  /** Calls back on what is pushed of a channel; returns how to stop that. */
  listen(channelId: ChannelId, listener: (push: Push) => void): () => void;
  /** Where the channel's stream is now. */
  position(access: ChannelAccess, signal: AbortSignal): Promise<UpdatePosition>;
  difference(
    access: ChannelAccess,
    since: UpdatePosition,
    signal: AbortSignal,
  ): Promise<Difference>;
}
