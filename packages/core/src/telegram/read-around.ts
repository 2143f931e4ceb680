import type { MessageId } from "../domain/ids.ts";
import type { Quarantined } from "../domain/message.ts";
import type { HistoryStart } from "../ports/message-source.ts";
import { findUnreadable } from "./find-unreadable.ts";
import type { SortedMessages } from "./read-answer.ts";
import { UnreadableAnswer } from "./rpc-failure.ts";

export interface Around {
  readonly start: HistoryStart;
  readonly limit: number;
  /** Asks for `count` messages after the `skip` nearest ones. */
  readonly window: (skip: number, count: number) => Promise<SortedMessages>;
  /** What is thrown when nothing of the answer can be saved. */
  readonly error: unknown;
  readonly broken: UnreadableAnswer;
}

/** More messages than this in a row that nobody can read are rather a wrong schema. */
const MOST_SKIPPED = 20;

/**
 * One message that the schema does not describe makes the whole answer unreadable, and without this
 * the page could be asked for for ever. Asks for the messages before it; when it is the nearest one
 * itself, it is quarantined with its bytes, and those after it are asked for.
 */
export async function readAround(around: Around): Promise<SortedMessages> {
  const { start, limit, window } = around;
  if (findUnreadable(around.broken.bytes) === null) throw around.error;
  const quarantined: Quarantined[] = [];
  const skippedIds: MessageId[] = [];
  let count = limit;
  for (let skip = 0; skip < Math.min(limit, MOST_SKIPPED); ) {
    const found = await tryWindow(window, skip, count);
    if (!(found instanceof UnreadableAnswer)) {
      const ids = [...found.ids, ...skippedIds].sort((one, other) => one - other);
      return { ...found, ids, quarantined: [...found.quarantined, ...quarantined] };
    }
    const unreadable = findUnreadable(found.bytes);
    if (unreadable === null) throw around.error;
    const { index, length, id, bytes } = unreadable;
    // Answers are newest first.
    const nearer = "below" in start ? index : length - 1 - index;
    if (nearer > 0) {
      count = nearer;
      continue;
    }
    quarantined.push({
      messageId: id === null ? null : String(id),
      reason: "It holds something that this version cannot read; an update may help.",
      location: "Telegram, in TL as it came, with whatever followed it in the answer",
      raw: bytes,
    });
    if (id !== null) skippedIds.push(id);
    skip++;
    count = limit - skip;
    if (count === 0) return { ...NONE, quarantined, ids: skippedIds };
  }
  throw around.error;
}

const NONE: SortedMessages = { messages: [], quarantined: [], absent: [], ids: [], total: null };

async function tryWindow(
  window: Around["window"],
  skip: number,
  count: number,
): Promise<SortedMessages | UnreadableAnswer> {
  try {
    return await window(skip, count);
  } catch (error) {
    if (error instanceof Error && error.cause instanceof UnreadableAnswer) return error.cause;
    throw error;
  }
}
