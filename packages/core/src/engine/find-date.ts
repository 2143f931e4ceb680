import type { IdRange } from "../domain/coverage.ts";
import type { MessageId } from "../domain/ids.ts";
import type { UnixSeconds } from "../domain/message.ts";
import type { Examined } from "./examine-gap.ts";
import type { WalkOrder } from "./plan-gaps.ts";

/** The two messages between which a moment lies; there is none between them. */
export interface Moment {
  /** Id of the last message sent before; 0 when there is none. */
  readonly lastBefore: MessageId;
  /** Id of the first message sent then or later; `top + 1` when there is none. */
  readonly firstSince: MessageId;
}

/**
 * Finds where a date falls among the messages up to `top`. Telegram gives ids in the order of
 * sending, so the place is found by halving: about one question for each halving of the channel
 * down to a page. Where the middle lies in a hole, the next question goes downwards across it, for
 * a hole may be most of the channel. What the answers show on the way is not kept.
 *
 * @param examine looks at one end of a gap
 */
export async function findDate(
  date: UnixSeconds,
  top: MessageId,
  examine: (gap: IdRange, order: WalkOrder) => Promise<Examined>,
): Promise<Moment> {
  let [lastBefore, firstSince] = [0, top + 1];
  /** Up to the lower one no message was sent at the date or later, from the upper one on none before. */
  let [low, high] = [0, top + 1];
  /** Where the next question begins; null for the middle. */
  let next: MessageId | null = null;
  let isInHole = false;
  while (high - low > 1) {
    const order: WalkOrder = isInHole ? "newest_first" : "oldest_first";
    const from: MessageId = isInHole ? low + 1 : (next ?? Math.floor((low + high) / 2));
    const { messages, proves } = await examine({ first: from, last: high - 1 }, order);
    const first = Math.max(proves.first, low + 1);
    const isToTheEnd = proves.last >= high - 1;
    const dated = messages.filter(
      ({ id, postedAt }) => id >= first && id < high && postedAt !== null,
    );
    const newer = dated.find(({ postedAt }) => postedAt! >= date);
    const older = dated.findLast(
      ({ id, postedAt }) => postedAt! < date && id < (newer?.id ?? high),
    );
    next = null;
    isInHole = order === "oldest_first" && (messages[0]?.id ?? high) > from;
    if (older !== undefined) lastBefore = low = older.id;
    if (newer !== undefined) firstSince = newer.id;
    // From the page's first id on nothing was sent earlier, unless by the message that is `low` now.
    if (newer !== undefined || isToTheEnd) high = first;
    else if (older === undefined) next = proves.last + 1;
  }
  return { lastBefore, firstSince };
}
