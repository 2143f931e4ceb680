import { ChannelInaccessible } from "../domain/source-failures.ts";
import type { ChannelAccess } from "../domain/target.ts";
import type { Change, Difference, UpdatePosition } from "../ports/update-source.ts";
import type { Ask } from "./ask.ts";
import { inputChannel } from "./input-peer.ts";
import { Api } from "./library.ts";
import { Mentioned } from "./normalise-peer.ts";
import { changesIn, seen } from "./read-update.ts";
import { RpcFailure, UnreadableAnswer } from "./rpc-failure.ts";

/** What Telegram recommends to clients that are no bots. */
const MOST_AT_ONCE = 100;

/** Where a channel's stream is now. Asking also tells Telegram that this session wants updates. */
export async function readPosition(
  ask: Ask,
  access: ChannelAccess,
  signal: AbortSignal,
): Promise<UpdatePosition> {
  const channel = inputChannel(access);
  if (channel === null) {
    const { pts, date } = await ask(new Api.updates.GetState(), "updates", signal);
    return { pts, date };
  }
  const request = new Api.channels.GetFullChannel({ channel });
  const { fullChat } = await ask(request, "look", signal);
  if (fullChat instanceof Api.ChannelFull) return { pts: fullChat.pts, date: null };
  throw new ChannelInaccessible("not_found", "Telegram shows this account no such channel.");
}

/**
 * What happened in a channel since a position. An answer that cannot be read, or a position that
 * Telegram does not take, is "too long": asked again, it would be the same for ever.
 */
export async function readDifference(
  ask: Ask,
  access: ChannelAccess,
  since: UpdatePosition,
  signal: AbortSignal,
): Promise<Difference> {
  try {
    return inputChannel(access) === null
      ? await ofAccount(ask, access, since, signal)
      : await ofChannel(ask, access, since, signal);
  } catch (error) {
    const cause = error instanceof RpcFailure ? error : (error as Error).cause;
    const isRefused =
      cause instanceof RpcFailure && /^PERSISTENT_TIMESTAMP_(INVALID|EMPTY)$/.test(cause.reason);
    if (cause instanceof UnreadableAnswer || isRefused) return "too_long";
    throw error;
  }
}

async function ofChannel(
  ask: Ask,
  access: ChannelAccess,
  { pts }: UpdatePosition,
  signal: AbortSignal,
): Promise<Difference> {
  const request = new Api.updates.GetChannelDifference({
    force: true,
    channel: inputChannel(access)!,
    filter: new Api.ChannelMessagesFilterEmpty(),
    pts,
    limit: MOST_AT_ONCE,
  });
  const answer = await ask(request, "updates", signal);
  if (answer instanceof Api.updates.ChannelDifferenceTooLong) return "too_long";
  if (answer instanceof Api.updates.ChannelDifferenceEmpty) {
    return { changes: [], position: { pts: answer.pts, date: null }, isLast: true };
  }
  return {
    changes: changesOf(answer, access),
    position: { pts: answer.pts, date: null },
    // One that goes nowhere would be asked for over and over.
    isLast: answer.final === true || answer.pts <= pts,
  };
}

async function ofAccount(
  ask: Ask,
  access: ChannelAccess,
  { pts, date }: UpdatePosition,
  signal: AbortSignal,
): Promise<Difference> {
  const request = new Api.updates.GetDifference({ pts, date: date ?? 0, qts: 0 });
  const answer = await ask(request, "updates", signal);
  if (answer instanceof Api.updates.DifferenceTooLong) return "too_long";
  if (answer instanceof Api.updates.DifferenceEmpty) {
    return { changes: [], position: { pts, date: answer.date }, isLast: true };
  }
  const isSlice = answer instanceof Api.updates.DifferenceSlice;
  const state = isSlice ? answer.intermediateState : answer.state;
  return {
    changes: changesOf(answer, access),
    position: { pts: state.pts, date: state.date },
    isLast: !isSlice || state.pts <= pts,
  };
}

function changesOf(
  answer: Api.updates.ChannelDifference | Api.updates.Difference | Api.updates.DifferenceSlice,
  { accountId, channelId }: ChannelAccess,
): Change[] {
  const told = { accountId, mentioned: new Mentioned(answer.users, answer.chats) };
  return [
    ...answer.newMessages.flatMap((message) => seen(message, true, channelId, told)),
    ...answer.otherUpdates.flatMap((update) => changesIn(update, channelId, told)),
  ];
}
