import type { TlObject } from "../tl/value.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { AskedBy, MemberHandler } from "./api-state.ts";
import { chatSource, type IdSource, threadSource } from "./id-source.ts";
import { messagesAnswer, noMessages } from "./messages-answer.ts";
import { hashOfIds, pageOfIds } from "./page-of-ids.ts";
import type { Params } from "./params.ts";
import { resolvePeer } from "./resolve-peer.ts";
import { badRequest } from "./rpc-failure.ts";
import { type View, visibleId } from "./view.ts";

/** Reading a chat or a thread page by page. */
export const historyMethods: Readonly<Record<string, MemberHandler>> = {
  "messages.getHistory": (asked) => {
    const chat = resolvePeer(asked.view, asked.params.object("peer"));
    return chat === null ? noMessages : pageAnswer(asked, chat, chatSource(asked.view, chat));
  },

  "messages.getReplies": (asked) => {
    const { view, params } = asked;
    const chat = resolvePeer(view, params.object("peer"));
    if (chat === null || !chat.isChannel) throw badRequest("PEER_ID_INVALID");
    const { group, top } = threadPlace(view, chat, params.int("msg_id"));
    return pageAnswer(asked, group, threadSource(group, top));
  },
};

/** Where a message's thread is: for a channel's post, in the discussion group. */
export function threadPlace(
  view: View,
  chat: WorldChat,
  id: number,
): { readonly group: WorldChat; readonly top: number } {
  const generalTopic = chat.kind === "forum" && id === 1;
  if (!chat.history.exists(id) && !generalTopic) throw badRequest("MSG_ID_INVALID");
  if (chat.kind !== "broadcast") return { group: chat, top: id };
  const group = view.world.discussionOf(chat);
  const top = view.world.copyOf(chat, id);
  if (group === null || top === null || !group.history.exists(top)) {
    throw badRequest("MSG_ID_INVALID");
  }
  return { group, top };
}

function pageAnswer({ view, params }: AskedBy, chat: WorldChat, source: IdSource): TlObject {
  const known = idReader(view, chat, params);
  const date = params.int("offset_date");
  const ids = pageOfIds(source, {
    offsetId: known("offset_id"),
    offsetDateId: date > 0 ? chat.history.firstSince(date) : Number.POSITIVE_INFINITY,
    addOffset: params.int("add_offset"),
    limit: params.int("limit"),
    maxId: known("max_id"),
    minId: known("min_id"),
  });
  const count = source.count();
  const asked = params.long("hash");
  if (asked !== 0n && asked === hashOfIds(ids.map((id) => visibleId(view, chat, id)))) {
    return { _: "messages.messagesNotModified", count };
  }
  return messagesAnswer(view, chat, ids, count);
}

/** Reads ids as the account knows them and gives them as the chat counts them. */
function idReader(view: View, chat: WorldChat, params: Params): (name: string) => number {
  if (chat.isChannel) return (name) => params.int(name);
  return (name) => {
    const id = params.int(name);
    if (id <= 0) return 0;
    // One more than the id itself, so that "greater than min_id" stays so between two messages.
    const at = view.world.mailboxes.firstFrom(view.account, chat, name === "min_id" ? id + 1 : id);
    return name === "min_id" ? at - 1 : Math.max(1, at);
  };
}
