import type { IdRange } from "../../../packages/core/src/domain/coverage.ts";
import type { HistoryStart } from "../../../packages/core/src/ports/message-source.ts";
import { amount } from "../faults/fault-plan.ts";
import type { FaultEffect } from "../faults/fault-rule.ts";
import type { History } from "../world/history.ts";

/** An answer as ids, with the truth about what it shows. */
export interface AnsweredIds {
  /** As they leave the server: ascending, but perhaps some twice. */
  readonly ids: readonly number[];
  /** The ids that whoever gets this answer has really examined; null for none. */
  readonly examined: IdRange | null;
}

/** Answers a question about a history, with what the effects make of it. */
export function answerHistory(
  history: History,
  start: HistoryStart,
  limit: number,
  effects: readonly FaultEffect[],
): AnsweredIds {
  const isUpwards = "above" in start;
  const shift = effects.reduce(
    (sum, effect) => (effect.kind === "overlap" ? sum + amount(effect.ids) : sum),
    0,
  );
  let page = isUpwards
    ? history
        .from(start.above + 1 - shift)
        .take(limit)
        .toArray()
    : history
        .below((start.below ?? Number.POSITIVE_INFINITY) + shift)
        .take(limit)
        .toArray();
  const isTrulyEmpty = page.length === 0;
  for (const effect of effects) {
    if (effect.kind === "emptyPage") page = [];
    // Pages run from the question to their far end: that is where the tail is missing.
    if (effect.kind === "shortPage") page = page.slice(0, -amount(effect.count));
  }
  const least = Math.min(...page);
  const greatest = Math.max(...page);
  const first = isUpwards ? start.above + 1 : isTrulyEmpty ? 1 : least;
  const last = isUpwards ? (isTrulyEmpty ? history.lastGiven : greatest) : belowOf(start, history);
  const isProof = (isTrulyEmpty || page.length > 0) && first <= last;
  return { ids: withDoubles(page, effects), examined: isProof ? { first, last } : null };
}

/** The greatest id that a question "below" asks for: those not given out yet cannot be examined. */
function belowOf(start: HistoryStart, history: History): number {
  const below = "below" in start ? start.below : null;
  return Math.min(history.lastGiven, below === null ? Number.POSITIVE_INFINITY : below - 1);
}

function withDoubles(page: readonly number[], effects: readonly FaultEffect[]): number[] {
  const ascending = page.toSorted((one, other) => one - other);
  const doubled = effects.find(({ kind }) => kind === "duplicateMessages");
  const count = doubled?.kind === "duplicateMessages" ? amount(doubled.count) : 0;
  return ascending.flatMap((id, index) => (index < count ? [id, id] : [id]));
}
