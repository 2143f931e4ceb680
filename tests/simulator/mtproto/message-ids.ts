/** What the lowest bits of a server's message id say. */
export type ServerMessageKind = "answer" | "notice";

const MAX_AGE_SECONDS = 300;
const MAX_AHEAD_SECONDS = 30;

/** The Unix time in seconds that a message id names. */
export function secondsOf(messageId: bigint): number {
  return Number(messageId >> 32n);
}

function idAt(milliseconds: number): bigint {
  const seconds = Math.floor(milliseconds / 1000);
  const fraction = Math.floor(((milliseconds - seconds * 1000) / 1000) * 2 ** 32);
  return ((BigInt(seconds) << 32n) | BigInt(fraction)) & ~3n;
}

/** Gives one session's messages their ids: the time, rising, odd. */
export class ServerMessageIds {
  #last = 0n;

  /** `now`: Unix time in milliseconds. */
  next(kind: ServerMessageKind, now: number): bigint {
    let id = idAt(now);
    // Never twice the same; but when the clock was set back by more, the ids follow it.
    if (id <= this.#last && secondsOf(this.#last) - secondsOf(id) <= 2) id = this.#last + 4n;
    this.#last = id;
    return id | (kind === "answer" ? 1n : 3n);
  }
}

/**
 * The code of bad_msg_notification a client's message id deserves; null for a good one.
 *
 * @see https://core.telegram.org/mtproto/service_messages_about_messages
 */
export function judgeMessageId(messageId: bigint, now: number): 16 | 17 | 18 | null {
  if ((messageId & 3n) !== 0n) return 18;
  const age = now / 1000 - secondsOf(messageId);
  if (age > MAX_AGE_SECONDS) return 16;
  return age < -MAX_AHEAD_SECONDS ? 17 : null;
}
