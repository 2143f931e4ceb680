import type { IdRange } from "../domain/coverage.ts";
import type { ChannelId } from "../domain/ids.ts";
import { MAX_MESSAGE_ID } from "../domain/ids.ts";
import { ContradictoryAnswers } from "../domain/source-failures.ts";
import type { HistoryAnswer, HistoryStart } from "../ports/message-source.ts";
import type { WalkOrder } from "./plan-gaps.ts";

/** How the history of one channel is asked about. */
export interface Questions {
  readonly channelId: ChannelId;
  /** One page; waits and retries are behind it. */
  ask(start: HistoryStart): Promise<HistoryAnswer>;
  /** Waits before so-many-th further round of questions. */
  pause(round: number): Promise<void>;
}

/** What one or two answers showed. */
export interface Examined extends Pick<HistoryAnswer, "messages" | "quarantined"> {
  /** Every id in here was examined: what `messages` and `quarantined` do not hold is not there. */
  readonly proves: IdRange;
}

/** How often both directions are asked before the answers count as contradictory. */
const ROUNDS = 8;
/** How many times in a row everything must be empty before that is believed. */
export const EMPTY_ROUNDS = 3;

/**
 * Examines one end of a gap, the upper one for the newest first, and makes sure of some progress.
 *
 * A page proves what lies between the question and its far end: asked "below 500" and answered 499,
 * 497 … 401 it proves [401, 499], however many ids are missing in between and however short it is.
 * Only an empty answer says that there is nothing further that way, and a server that fails may
 * answer emptily by mistake. Therefore an empty answer is never believed by itself: the same gap is
 * asked about from its other end. There a page either begins inside the gap, so that the empty
 * answer was wrong and the page proves its own part; or it begins beyond the gap, and that page
 * proves the whole gap to be empty. Where there is no message at all on either side, both answers
 * are empty, and that is believed only if it stays so for three rounds in a row, each after a longer pause.
 *
 * An answer without a single id on the asked side of the cursor proves nothing either (it answers
 * another question), and is treated the same way. Throws ContradictoryAnswers instead of asking for
 * ever, and what the questions throw.
 */
export async function examineGap(
  gap: IdRange,
  order: WalkOrder,
  questions: Questions,
): Promise<Examined> {
  const sides = order === "newest_first" ? [fromAbove, fromBelow] : [fromBelow, fromAbove];
  for (let round = 0, empty = 0; round < ROUNDS; round++) {
    if (round > 0) await questions.pause(round);
    let isEmpty = true;
    for (const side of sides) {
      const answer = await questions.ask(side.question(gap));
      const proves = side.proof(gap, answer);
      if (proves !== null) return { ...answer, proves };
      isEmpty &&= answer.ids === null;
    }
    empty = isEmpty ? empty + 1 : 0;
    if (empty === EMPTY_ROUNDS) return { messages: [], quarantined: [], proves: gap };
  }
  throw new ContradictoryAnswers(questions.channelId);
}

interface Side {
  question(gap: IdRange): HistoryStart;
  /** What an answer to that proves; null when it proves nothing. */
  proof(gap: IdRange, answer: HistoryAnswer): IdRange | null;
}

const fromAbove: Side = {
  // No message has a greater id than the greatest one, and no `int` is greater to ask below.
  question: ({ last }) => ({ below: last >= MAX_MESSAGE_ID ? null : last + 1 }),
  proof: ({ last }, { ids }) =>
    ids === null || ids.least > last ? null : { first: ids.least, last },
};

const fromBelow: Side = {
  question: ({ first }) => ({ above: first - 1 }),
  proof: ({ first }, { ids }) =>
    ids === null || ids.greatest < first ? null : { first, last: ids.greatest },
};
