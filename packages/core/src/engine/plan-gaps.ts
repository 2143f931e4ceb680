import type { Coverage, IdRange } from "../domain/coverage.ts";

/** Which end of a channel's history is archived first. */
export type WalkOrder = "newest_first" | "oldest_first";

/**
 * What to examine next: the newest (or oldest) run of ids inside `bounds` that coverage does not
 * hold, whole; null when there is none. Bounds may be empty (`first > last`). Takes time in the
 * logarithm of the number of ranges, because it is asked before every page.
 */
export function nextGap(coverage: Coverage, bounds: IdRange, order: WalkOrder): IdRange | null {
  return order === "newest_first" ? newestGap(coverage, bounds) : oldestGap(coverage, bounds);
}

function newestGap(coverage: Coverage, { first, last }: IdRange): IdRange | null {
  // The ranges before this place begin at or below `last`.
  let place = firstPlace(coverage, (range) => range.first > last) - 1;
  const above = coverage[place];
  if (above !== undefined && above.last >= last) {
    last = above.first - 1;
    place--;
  }
  if (last < first) return null;
  const below = coverage[place];
  return { first: Math.max(first, below === undefined ? first : below.last + 1), last };
}

function oldestGap(coverage: Coverage, { first, last }: IdRange): IdRange | null {
  let place = firstPlace(coverage, (range) => range.last >= first);
  const below = coverage[place];
  if (below !== undefined && below.first <= first) {
    first = below.last + 1;
    place++;
  }
  if (first > last) return null;
  const above = coverage[place];
  return { first, last: Math.min(last, above === undefined ? last : above.first - 1) };
}

/** The first place from which on `isPast` holds; it must hold for all ranges after one. */
function firstPlace(coverage: Coverage, isPast: (range: IdRange) => boolean): number {
  let low = 0;
  let high = coverage.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(coverage[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
