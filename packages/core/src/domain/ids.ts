/**
 * A Telegram peer as one signed number, in the "marked" form that the Bot API made common:
 * a user is its id, a basic group is minus its id, a channel or supergroup is −(10¹² + id).
 * One number therefore names one peer of any kind. Telegram promises at most 52 significant
 * bits, so a double holds every value exactly (https://core.telegram.org/api/bots/ids).
 */
export type PeerId = number;

/** The marked id of an archived channel, supergroup, group or private chat. */
export type ChannelId = PeerId;

/**
 * A message's id inside its channel: `int` in Telegram's schema, so −2³¹ … 2³¹−1. Negative ids
 * are the history of a basic group inside its supergroup's export (id − 10⁹).
 */
export type MessageId = number;

export const MAX_MESSAGE_ID = 2 ** 31 - 1;
export const MIN_MESSAGE_ID = -(2 ** 31);

const CHANNEL_MARK = 1_000_000_000_000;

/** What a bare id refers to: bare ids of different kinds overlap. */
export type PeerKind = "user" | "group" | "channel";

/** The marked id of a bare one. Throws on a bare id that Telegram could not have issued. */
export function markPeer(kind: PeerKind, bareId: number): PeerId {
  if (!Number.isSafeInteger(bareId) || bareId <= 0 || bareId > 2 ** 52) {
    throw new RangeError(`not a Telegram id: ${bareId}`);
  }
  if (kind === "user") return bareId;
  return kind === "group" ? -bareId : -(CHANNEL_MARK + bareId);
}

/** The kind and bare id of a marked one; the inverse of {@link markPeer}. */
export function unmarkPeer(id: PeerId): { kind: PeerKind; bareId: number } {
  if (id > 0) return { kind: "user", bareId: id };
  if (id < -CHANNEL_MARK) return { kind: "channel", bareId: -id - CHANNEL_MARK };
  return { kind: "group", bareId: -id };
}

/** Whether a number is a message id that Telegram's schema can express. */
export function isMessageId(value: number): value is MessageId {
  return Number.isInteger(value) && value >= MIN_MESSAGE_ID && value <= MAX_MESSAGE_ID;
}
