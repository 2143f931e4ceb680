import type { MessageId } from "../domain/ids.ts";
import { ContradictoryAnswers } from "../domain/source-failures.ts";
import type { Examined, Questions } from "./examine-gap.ts";
import { EMPTY_ROUNDS } from "./examine-gap.ts";

/** The newest message there is, with the page that shows it. */
export interface Top {
  readonly id: MessageId;
  readonly page: Examined;
}

const ROUNDS = 8;

/**
 * Finds the greatest id at this moment; null for a channel without any message. That a channel has
 * none is believed only when its newest and its oldest messages are asked for in vain three times in a row.
 * Throws ContradictoryAnswers when the answers go on differing.
 */
export async function findTop(questions: Questions): Promise<Top | null> {
  for (let round = 0, empty = 0; round < ROUNDS; round++) {
    if (round > 0) await questions.pause(round);
    const newest = await questions.ask({ below: null });
    if (newest.ids !== null) {
      const { least, greatest } = newest.ids;
      return { id: greatest, page: { ...newest, proves: { first: least, last: greatest } } };
    }
    const oldest = await questions.ask({ above: 0 });
    empty = oldest.ids === null ? empty + 1 : 0;
    if (empty === EMPTY_ROUNDS) return null;
  }
  throw new ContradictoryAnswers(questions.channelId);
}
