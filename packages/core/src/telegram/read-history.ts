import { MAX_MESSAGE_ID, type MessageId } from "../domain/ids.ts";
import { SourceUnavailable } from "../domain/source-failures.ts";
import type { HistoryAnswer, HistoryRequest, HistoryStart } from "../ports/message-source.ts";
import type { Ask } from "./ask.ts";
import { inputPeer } from "./input-peer.ts";
import { Api, returnBigInt } from "./library.ts";
import { readAnswer, type SortedMessages } from "./read-answer.ts";
import { readAround } from "./read-around.ts";
import { UnreadableAnswer } from "./rpc-failure.ts";

const MOST_AT_ONCE = 100;
const NOTHING: HistoryAnswer = { messages: [], quarantined: [], ids: null, total: null };

/**
 * One page of history. Answers about other ids than were asked for are no answer: they would make a
 * gap look like the end of the channel.
 */
export async function readHistory(
  ask: Ask,
  request: HistoryRequest,
  signal: AbortSignal,
): Promise<HistoryAnswer> {
  const { access, start, limit } = request;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_AT_ONCE) {
    throw new RangeError(`A page has 1 to ${MOST_AT_ONCE} messages, not ${limit}.`);
  }
  if (isBeyondAll(start)) return NOTHING;
  const window = async (skip: number, count: number): Promise<SortedMessages> => {
    const answer = await ask(historyRequest(request, skip, count), "history", signal);
    return readAnswer(answer, access, () => true);
  };
  try {
    return "below" in start
      ? pageOf(mustAnswer(await window(0, limit), start), start)
      : await readAbove(window, start, limit);
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof UnreadableAnswer)) throw error;
    return pageOf(await readAround({ start, limit, window, error, broken: error.cause }), start);
  }
}

/** Telegram has no ids below 1, and takes an offset of 0 for "from the newest one". */
function isBeyondAll(start: HistoryStart): boolean {
  if ("above" in start) return start.above >= MAX_MESSAGE_ID;
  return start.below !== null && start.below < 1;
}

/**
 * Messages above an id are asked for together with the one before them. When that one is in the
 * answer, the answer begins where it should; a server that takes offsets loosely may begin later.
 */
async function readAbove(
  window: (skip: number, count: number) => Promise<SortedMessages>,
  start: { readonly above: MessageId },
  limit: number,
): Promise<HistoryAnswer> {
  const count = Math.min(MOST_AT_ONCE, limit + 1);
  const found = await window(-1, count);
  const hasBefore = found.ids.some((id) => id <= start.above);
  if (hasBefore || start.above < 1) return pageOf(found, start);
  // Either there is none before, or the answer begins too late.
  const before = mustAnswer(await window(-1, 1), { below: start.above + 1 });
  if (before.ids.some((id) => id <= start.above)) {
    throw new SourceUnavailable("Telegram answered with messages that are not the next ones.");
  }
  return pageOf(found, start);
}

/** An answer that is only about other ids says nothing about those that were asked for. */
function mustAnswer(
  found: SortedMessages,
  start: { readonly below: MessageId | null },
): SortedMessages {
  if (found.ids.length > 0 && !found.ids.some((id) => isAsked(id, start))) {
    throw new SourceUnavailable("Telegram answered with other messages than were asked for.");
  }
  return found;
}

function pageOf(found: SortedMessages, start: HistoryStart): HistoryAnswer {
  const ids = found.ids.filter((id) => isAsked(id, start));
  const asked = new Set(ids);
  return {
    messages: found.messages.filter(({ id }) => asked.has(id)),
    quarantined: found.quarantined.filter(
      ({ messageId }) => messageId === null || asked.has(Number(messageId)),
    ),
    ids: ids.length === 0 ? null : { least: ids[0]!, greatest: ids.at(-1)! },
    total: found.total,
  };
}

function isAsked(id: MessageId, start: HistoryStart): boolean {
  if ("above" in start) return id > start.above;
  return start.below === null || id < start.below;
}

/**
 * A slice of the history as https://core.telegram.org/api/offsets describes it: `count` messages
 * after the `skip` nearest ones on the asked side; with a skip of −1 the nearest one on the other
 * side comes along.
 */
function historyRequest({ access, start }: HistoryRequest, skip: number, count: number) {
  const [offsetId, addOffset] =
    "below" in start ? [start.below ?? 0, skip] : [start.above + 1, -(skip + count)];
  return new Api.messages.GetHistory({
    peer: inputPeer(access),
    offsetId,
    offsetDate: 0,
    addOffset,
    limit: count,
    maxId: 0,
    minId: 0,
    hash: returnBigInt(0),
  });
}
