import type { PeerId, PeerKind } from "../domain/ids.ts";
import { markPeer } from "../domain/ids.ts";

/**
 * Before 2021-04-09 (tdesktop commit 4625e7613b) Telegram Desktop exported its own 64-bit peer
 * ids: 2³² + id for a user, 2·2³² + id for a group, supergroup or channel alike.
 */
export const OLD_USER_SHIFT = 2 ** 32;
export const OLD_CHAT_SHIFT = 2 ** 33;
export const OLD_CHAT_END = 3 * 2 ** 32;

const KINDS: Readonly<Record<string, PeerKind>> = {
  user: "user",
  chat: "group",
  channel: "channel",
};

/**
 * The marked id behind `from_id` and its like: `user1`, `chat1`, `channel1`, or in exports older
 * than April 2021 a bare number, which names a user. Null when the value names no peer, or when an
 * old number leaves open whether it is a group or a channel.
 */
export function readPeer(value: unknown): PeerId | null {
  if (typeof value === "string") {
    const match = /^(user|chat|channel)([1-9][0-9]{0,15})$/.exec(value);
    if (match === null) return /^[1-9][0-9]{0,15}$/.test(value) ? readPeer(Number(value)) : null;
    return tryMark(KINDS[match[1]!]!, Number(match[2]));
  }
  if (typeof value !== "number") return null;
  if (value >= OLD_CHAT_SHIFT && value < OLD_CHAT_END) return null;
  const isShifted = value >= OLD_USER_SHIFT && value < OLD_CHAT_SHIFT;
  return tryMark("user", isShifted ? value - OLD_USER_SHIFT : value);
}

/** {@link markPeer}, or null for a number that is no bare id. */
export function tryMark(kind: PeerKind, bareId: number): PeerId | null {
  try {
    return markPeer(kind, bareId);
  } catch {
    return null;
  }
}
