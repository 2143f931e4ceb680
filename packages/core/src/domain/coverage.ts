import type { MessageId } from "./ids.ts";

/** Message ids from `first` to `last`, both included; `first <= last`. */
export interface IdRange {
  readonly first: MessageId;
  readonly last: MessageId;
}

/**
 * The set of ids that were examined: ranges in ascending order that neither overlap nor touch.
 * Two equal sets are therefore always the same array of ranges.
 */
export type Coverage = readonly IdRange[];

export const EMPTY_COVERAGE: Coverage = [];

/** The normal form of any ranges, in any order, overlapping or not. Throws when one is reversed. */
export function coverageOf(ranges: readonly IdRange[]): Coverage {
  const sorted = [...ranges].sort((a, b) => a.first - b.first);
  const merged: IdRange[] = [];
  for (const range of sorted) {
    if (
      !Number.isInteger(range.first) ||
      !Number.isInteger(range.last) ||
      range.first > range.last
    ) {
      throw new RangeError(`not a range of ids: ${range.first} to ${range.last}`);
    }
    const previous = merged.at(-1);
    if (previous && range.first <= previous.last + 1) {
      merged[merged.length - 1] = {
        first: previous.first,
        last: Math.max(previous.last, range.last),
      };
    } else {
      merged.push({ first: range.first, last: range.last });
    }
  }
  return merged;
}

/** Ids in either set. */
export function union(a: Coverage, b: Coverage): Coverage {
  return coverageOf([...a, ...b]);
}

/** Ids of `a` that are not in `b`. Linear in the number of ranges. */
export function subtract(a: Coverage, b: Coverage): Coverage {
  const left: IdRange[] = [];
  let next = 0;
  for (const range of a) {
    while (next < b.length && b[next]!.last < range.first) next++;
    let first = range.first;
    for (let i = next; i < b.length && b[i]!.first <= range.last; i++) {
      const cut = b[i]!;
      if (cut.first > first) left.push({ first, last: cut.first - 1 });
      first = Math.max(first, cut.last + 1);
    }
    if (first <= range.last) left.push({ first, last: range.last });
  }
  return left;
}

/** What is missing inside `bounds`: the only plan of work there is. */
export function gapsWithin(coverage: Coverage, bounds: IdRange): Coverage {
  return subtract([bounds], coverage);
}

/** How many ids the set holds. */
export function countIds(coverage: Coverage): number {
  let count = 0;
  for (const range of coverage) count += range.last - range.first + 1;
  return count;
}

/** Whether one id was examined. */
export function covers(coverage: Coverage, id: MessageId): boolean {
  let low = 0;
  let high = coverage.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const range = coverage[middle]!;
    if (id < range.first) high = middle - 1;
    else if (id > range.last) low = middle + 1;
    else return true;
  }
  return false;
}
