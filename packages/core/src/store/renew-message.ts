import type { ObservationSource, Reaction, TimePrecision, UnixSeconds } from "../domain/message.ts";

/** What of a message may change without being another version of it. */
export interface Renewable {
  readonly postedAt: UnixSeconds | null;
  readonly timePrecision: TimePrecision;
  readonly postedAtRaw: string | null;
  readonly editedAt: UnixSeconds | null;
  readonly views: number | null;
  readonly forwards: number | null;
  readonly reactions: readonly Reaction[] | null;
}

const PRECISION: Record<TimePrecision, number> = {
  exact: 4,
  zone_given: 3,
  zone_learnt: 3,
  zone_standard: 2,
  zone_unknown: 1,
  none: 0,
};

/**
 * What is known after another look. Null never replaces a value, and a time is replaced only by
 * one that can be trusted more. Counters follow whatever looks at the channel itself; an export is
 * of an unknown moment, so an import only ever raises them: then importing two exports in turn
 * settles.
 */
export function renew(known: Renewable, seen: Renewable, source: ObservationSource): Renewable {
  const isTimeBetter = PRECISION[seen.timePrecision] > PRECISION[known.timePrecision];
  const { postedAt, timePrecision, postedAtRaw } = isTimeBetter ? seen : known;
  const isImport = source === "import";
  const pick = isImport ? greater : latter;
  return {
    ...{ postedAt, timePrecision, postedAtRaw },
    editedAt: greater(known.editedAt, seen.editedAt),
    views: pick(known.views, seen.views),
    forwards: pick(known.forwards, seen.forwards),
    reactions:
      seen.reactions === null || (isImport && total(seen.reactions) <= total(known.reactions))
        ? known.reactions
        : seen.reactions,
  };
}

/** Whether anything is known now that was not before. */
export function isRenewed(before: Renewable, after: Renewable): boolean {
  return (
    before.postedAt !== after.postedAt ||
    before.timePrecision !== after.timePrecision ||
    before.postedAtRaw !== after.postedAtRaw ||
    before.editedAt !== after.editedAt ||
    before.views !== after.views ||
    before.forwards !== after.forwards ||
    !areEqual(before.reactions, after.reactions)
  );
}

function greater(known: number | null, seen: number | null): number | null {
  return known === null || (seen !== null && seen > known) ? seen : known;
}

function latter(known: number | null, seen: number | null): number | null {
  return seen ?? known;
}

/** Below every sum of counts when nothing is known. */
function total(reactions: readonly Reaction[] | null): number {
  return reactions === null ? -1 : reactions.reduce((sum, { count }) => sum + count, 0);
}

function areEqual(a: readonly Reaction[] | null, b: readonly Reaction[] | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.length === b.length &&
    a.every((item, i) => item.reaction === b[i]!.reaction && item.count === b[i]!.count)
  );
}
