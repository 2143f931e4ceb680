import type { MessageId } from "../domain/ids.ts";
import type { ChannelAccess } from "../domain/target.ts";
import type { MessagesAnswer } from "../ports/message-source.ts";
import type { Ask } from "./ask.ts";
import { inputChannel } from "./input-peer.ts";
import { Api } from "./library.ts";
import { readPeer } from "./normalise-peer.ts";
import { readAnswer } from "./read-answer.ts";
import { UnreadableAnswer } from "./rpc-failure.ts";

const MOST_AT_ONCE = 100;

/** Messages by their ids. Ids that Telegram does not mention are in no list of the answer. */
export async function readMessages(
  ask: Ask,
  access: ChannelAccess,
  ids: readonly MessageId[],
  signal: AbortSignal,
): Promise<MessagesAnswer> {
  if (ids.length > MOST_AT_ONCE) throw new RangeError(`${ids.length} ids are too many at once.`);
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return { messages: [], quarantined: [], absent: [] };
  try {
    return await readAll(ask, access, wanted, signal);
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof UnreadableAnswer)) throw error;
    if (wanted.length === 1) return unreadable(wanted[0]!, error.cause);
    // One that cannot be read spoils the answer for all: the others are asked for without it.
    const middle = Math.ceil(wanted.length / 2);
    const [one, other] = [
      await readMessages(ask, access, wanted.slice(0, middle), signal),
      await readMessages(ask, access, wanted.slice(middle), signal),
    ];
    return {
      messages: [...one.messages, ...other.messages].sort((a, b) => a.id - b.id),
      quarantined: [...one.quarantined, ...other.quarantined],
      absent: [...one.absent, ...other.absent].sort((a, b) => a - b),
    };
  }
}

async function readAll(
  ask: Ask,
  access: ChannelAccess,
  wanted: readonly MessageId[],
  signal: AbortSignal,
): Promise<MessagesAnswer> {
  const id = wanted.map((one) => new Api.InputMessageID({ id: one }));
  const channel = inputChannel(access);
  const asked = new Set(wanted);
  if (channel !== null) {
    const request = new Api.channels.GetMessages({ channel, id });
    const answer = await ask(request, "messages", signal);
    return readAnswer(answer, access, (one) => asked.has(one));
  }
  // Groups and private chats share one row of ids: what belongs to another chat is not in this one.
  const answer = await ask(new Api.messages.GetMessages({ id }), "messages", signal);
  const elsewhere = new Set<MessageId>();
  if ("messages" in answer) {
    for (const message of answer.messages) {
      if (message instanceof Api.MessageEmpty) continue;
      if (readPeer(message.peerId) !== access.channelId) elsewhere.add(message.id);
    }
  }
  const found = readAnswer(answer, access, (one) => asked.has(one) && !elsewhere.has(one));
  const absent = [...found.absent, ...wanted.filter((one) => elsewhere.has(one))];
  return { ...found, absent: absent.sort((a, b) => a - b) };
}

function unreadable(id: MessageId, { bytes }: UnreadableAnswer): MessagesAnswer {
  const item = {
    messageId: String(id),
    reason: "It holds something that this version cannot read; an update may help.",
    location: "Telegram, the whole answer in TL",
    raw: bytes,
  };
  return { messages: [], quarantined: [item], absent: [] };
}
