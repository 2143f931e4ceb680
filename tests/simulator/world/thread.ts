import { discussedPost, givenBounds } from "./base-chat.ts";
import type { WorldMessage } from "./message.ts";
import type { WorldChat } from "./world-chat.ts";

/** The message whose thread this one is in; null when it is in none. */
export function threadOf(message: WorldMessage): number | null {
  const { replyTo } = message;
  if (replyTo === undefined || replyTo.peer !== undefined) return null;
  return replyTo.top ?? replyTo.message ?? null;
}

/**
 * Existing ids below `limit` in the thread that `top` opened, newest first, without `top` itself.
 * Under 1, a forum's general topic, are the messages that are in no other topic.
 */
export function* threadIds(
  chat: WorldChat,
  top: number,
  limit = Number.POSITIVE_INFINITY,
): Generator<number> {
  const general = chat.kind === "forum" && top === 1;
  for (const id of candidates(chat, top, limit)) {
    const message = chat.history.message(id);
    if (message === null) continue;
    const inTopic = message.replyTo?.forumTopic === true;
    const opensTopic = message.action?.kind === "topicCreate";
    if (general ? !inTopic && !opensTopic : threadOf(message) === top) yield id;
  }
}

/** Where to look: a discussion group keeps a base post's comments right behind its copy. */
function* candidates(chat: WorldChat, top: number, limit: number): Generator<number> {
  const { last } = givenBounds(chat.base.spec);
  const inBlocks = chat.base.discusses !== null && top <= last;
  for (const id of chat.history.below(limit)) {
    if (id <= top) return;
    if (id > last || !inBlocks) yield id;
    else break;
  }
  if (!inBlocks) return;
  const { post } = discussedPost(top);
  for (const id of chat.history.below(Math.min(limit, top + 8))) {
    if (id <= top) return;
    if (id <= last && discussedPost(id).post === post) yield id;
  }
}
