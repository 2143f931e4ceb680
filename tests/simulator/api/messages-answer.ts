import type { TlObject } from "../tl/value.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { Gathered } from "./gathered.ts";
import { messageObject } from "./message-object.ts";
import type { View } from "./view.ts";

/** `messages.channelMessages`, or what basic groups and private chats get instead. */
export function messagesAnswer(
  view: View,
  chat: WorldChat,
  ids: readonly number[],
  count: number,
): TlObject {
  const gathered = new Gathered(view);
  const messages = ids.map((id) => messageObject(view, chat, id, gathered));
  if (chat.isChannel) {
    gathered.add(chat.peer);
    return {
      _: "messages.channelMessages",
      pts: chat.log.pts,
      count,
      messages,
      topics: [],
      ...gathered.lists(),
    };
  }
  return ids.length >= count
    ? { _: "messages.messages", messages, ...gathered.lists() }
    : { _: "messages.messagesSlice", count, messages, ...gathered.lists() };
}

export const noMessages: TlObject = { _: "messages.messages", messages: [], chats: [], users: [] };
