import type { TlObject } from "../tl/value.ts";
import type { WorldMessage } from "../world/message.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { apiSeconds, type MemberHandler } from "./api-state.ts";
import { Gathered } from "./gathered.ts";
import { threadPlace } from "./history-methods.ts";
import { threadSource } from "./id-source.ts";
import { messageObject, reactionsObject, repliesObject } from "./message-object.ts";
import { peerObject } from "./peer-object.ts";
import { resolveChannel, resolvePeer } from "./resolve-peer.ts";
import { badRequest } from "./rpc-failure.ts";

const MOST_AT_ONCE = 200;

/** Reading messages, and what hangs on them, by id. */
export const messageMethods: Readonly<Record<string, MemberHandler>> = {
  "channels.getMessages": ({ view, params }) => {
    const chat = resolveChannel(view, params.object("channel"));
    const gathered = new Gathered(view);
    gathered.add(chat.peer);
    const messages = wanted(params.objects("id")).map((input) =>
      messageObject(view, chat, referredId(chat, input), gathered),
    );
    return {
      _: "messages.channelMessages",
      pts: chat.log.pts,
      count: messages.length,
      messages,
      topics: [],
      ...gathered.lists(),
    };
  },

  "messages.getMessages": ({ view, params }) => {
    const gathered = new Gathered(view);
    const messages = wanted(params.objects("id")).map((input): TlObject => {
      const id = idOf(input);
      const place = view.world.mailboxes.placeOf(view.account, id);
      if (place === null) return { _: "messageEmpty", id };
      return messageObject(view, place.chat, place.message, gathered);
    });
    return { _: "messages.messages", messages, ...gathered.lists() };
  },

  "messages.getDiscussionMessage": ({ view, params }) => {
    const chat = resolvePeer(view, params.object("peer"));
    if (chat === null || !chat.isChannel) throw badRequest("PEER_ID_INVALID");
    const { group, top } = threadPlace(view, chat, params.int("msg_id"));
    const gathered = new Gathered(view);
    gathered.add(chat.peer);
    const [newest] = threadSource(group, top).below(Number.POSITIVE_INFINITY);
    return {
      _: "messages.discussionMessage",
      messages: [messageObject(view, group, top, gathered)],
      max_id: newest,
      unread_count: 0,
      ...gathered.lists(),
    };
  },

  "messages.getMessagesViews": ({ view, params }) => {
    const chat = resolvePeer(view, params.object("peer"));
    const gathered = new Gathered(view);
    const increment = params.flag("increment");
    const views = params.ints("id").map((id): TlObject => {
      const message = chat?.history.message(id) ?? null;
      if (chat === null || message === null) return { _: "messageViews" };
      const counted = increment ? countView(chat, message) : message.views;
      return {
        _: "messageViews",
        views: counted,
        forwards: counted === undefined ? undefined : (message.forwards ?? 0),
        replies: repliesObject(view, chat, message),
      };
    });
    return { _: "messages.messageViews", views, ...gathered.lists() };
  },

  "messages.getMessagesReactions": ({ view, params, api }) => {
    const chat = resolvePeer(view, params.object("peer"));
    const gathered = new Gathered(view);
    const updates = params.ints("id").flatMap((id) => {
      const update = chat === null ? null : reactionsUpdate(chat, id);
      return update === null ? [] : [update];
    });
    gathered.add(chat?.peer);
    return { _: "updates", updates, ...gathered.lists(), date: apiSeconds(api), seq: 0 };
  },
};

/** `updateMessageReactions` for one message; null when it does not exist. */
export function reactionsUpdate(chat: WorldChat, id: number): TlObject | null {
  const message = chat.history.message(id);
  if (message === null) return null;
  return {
    _: "updateMessageReactions",
    peer: peerObject(chat.peer),
    msg_id: id,
    reactions: reactionsObject(message.reactions) ?? { _: "messageReactions", results: [] },
  };
}

function countView(chat: WorldChat, message: WorldMessage): number | undefined {
  if (message.views === undefined) return undefined;
  chat.history.mark(message.id, { views: message.views + 1 });
  return message.views + 1;
}

function wanted(inputs: readonly TlObject[]): readonly TlObject[] {
  if (inputs.length === 0) throw badRequest("MESSAGE_IDS_EMPTY");
  return inputs.slice(0, MOST_AT_ONCE);
}

function idOf(input: TlObject): number {
  return typeof input.id === "number" ? input.id : 0;
}

/** The message an InputMessage names: itself, the one it answers, or the pinned one. */
function referredId(chat: WorldChat, input: TlObject): number {
  if (input._ === "inputMessagePinned") return pinnedId(chat) ?? 0;
  const id = idOf(input);
  if (input._ !== "inputMessageReplyTo") return id;
  return chat.history.message(id)?.replyTo?.message ?? 0;
}

/** The newest message that was pinned since the world began and still is. */
export function pinnedId(chat: WorldChat): number | undefined {
  for (const id of chat.history.changedIds().toReversed()) {
    if (chat.history.message(id)?.pinned === true) return id;
  }
  return undefined;
}
