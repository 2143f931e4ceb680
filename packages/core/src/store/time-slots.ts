import type { SearchConditions } from "./search-conditions.ts";
import type { SearchPosition } from "./search-cursor.ts";

/*
 * The index knows the time of a message by the spans of 1, 16, 256 and 4,096 days that hold it;
 * the SQL function search_slots makes the same numbers of them. A period is asked for by the fewest
 * spans that make it up, which are never more than a few dozen.
 */

const DAY = 86_400;
/** Each level's spans are this many of the level below. */
const FACTOR = 16;
const LEVELS = 4;
/** Keeps the numbers of the levels apart. */
const LEVEL_OFFSET = 100_000;
/** Days from 0 to this one are told apart: 1970 to 2059. What is beyond shares one of these two. */
const LAST_DAY = 32_767;
/** The slot of messages without a time, which in every order are before day 0. */
const NO_TIME = -1;

/** Days since 1970, the end not included; -1 is where messages without a time are. */
export interface Days {
  readonly start: number;
  readonly end: number;
}

/** The days that may hold hits after a position; none if the start is not before the end. */
export function daysOf(
  { from, before }: Pick<SearchConditions, "from" | "before">,
  after: SearchPosition | null,
): Days {
  const start = from === "-infinity" ? NO_TIME : dayOf(Date.parse(from) / 1000);
  const end = before === "infinity" ? LAST_DAY + 1 : dayOf(Date.parse(before) / 1000) + 1;
  if (after === null) return { start, end };
  return { start, end: Math.min(end, after.postedAt === null ? 0 : dayOf(after.postedAt) + 1) };
}

/** Whether there is no message outside of the days. */
export function isEver({ start, end }: Days): boolean {
  return start === NO_TIME && end > LAST_DAY;
}

function dayOf(seconds: number): number {
  return Math.max(0, Math.min(LAST_DAY, Math.floor(seconds / DAY)));
}

/** The fewest slots that make up some days. */
export function slotsOf({ start, end }: Days): number[] {
  const slots: number[] = [];
  let day = start;
  while (day < end) {
    let [level, length] = [0, 1];
    while (
      level + 1 < LEVELS &&
      day >= 0 &&
      day % (length * FACTOR) === 0 &&
      day + length * FACTOR <= end
    ) {
      level++;
      length *= FACTOR;
    }
    slots.push(level * LEVEL_OFFSET + day / length);
    day += length;
  }
  return slots;
}
