import type { AccountId } from "../domain/account.ts";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import { SourceUnavailable } from "../domain/source-failures.ts";
import { Api } from "./library.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { Mentioned } from "./normalise-peer.ts";

/** The messages of an answer by what became of them, in ascending order, each id once. */
export interface SortedMessages {
  readonly messages: readonly ObservedMessage[];
  readonly quarantined: readonly Quarantined[];
  readonly absent: readonly MessageId[];
  /** Every id that is mentioned. */
  readonly ids: readonly MessageId[];
  readonly total: number | null;
}

/**
 * Reads an answer that holds messages. Those for which `isWanted` is false are left out altogether:
 * a server may answer more than it was asked for.
 */
export function readAnswer(
  answer: Api.messages.TypeMessages,
  chat: { readonly accountId: AccountId; readonly channelId: ChannelId },
  isWanted: (id: MessageId) => boolean,
): SortedMessages {
  if (answer instanceof Api.messages.MessagesNotModified) {
    throw new SourceUnavailable("Telegram answered that nothing changed, which was not asked.");
  }
  const mentioned = new Mentioned(answer.users, answer.chats);
  const byId = new Map(
    answer.messages.filter(({ id }) => isWanted(id)).map((message) => [message.id, message]),
  );
  const messages: ObservedMessage[] = [];
  const quarantined: Quarantined[] = [];
  const absent: MessageId[] = [];
  const ids = [...byId.keys()].sort((one, other) => one - other);
  for (const id of ids) {
    const read = normaliseMessage(byId.get(id)!, { ...chat, mentioned });
    if (read.type === "message") messages.push(read.message);
    else if (read.type === "absent") absent.push(id);
    else quarantined.push(read.item);
  }
  const total = "count" in answer ? answer.count : answer.messages.length;
  return { messages, quarantined, absent, ids, total };
}
