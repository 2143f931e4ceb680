import type { TlObject } from "../tl/value.ts";
import type { Button, Forward, ReactionTally, ReplyTo, WorldMessage } from "../world/message.ts";
import { threadIds } from "../world/thread.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { actionObject } from "./action-object.ts";
import type { Gathered } from "./gathered.ts";
import { mediaObject } from "./media-object.ts";
import { optionalPeer, peerObject } from "./peer-object.ts";
import { type View, visibleId } from "./view.ts";

/** Which message of the world an object shows; kept so that what was served can be recorded. */
const origins = new WeakMap<TlObject, { readonly chat: WorldChat; readonly id: number }>();

/** The message of the world that this object shows; undefined for others. */
export function messageOrigin(object: TlObject) {
  return origins.get(object);
}

/** A message as it is now; `messageEmpty` when it does not exist. */
export function messageObject(
  view: View,
  chat: WorldChat,
  id: number,
  gathered: Gathered,
): TlObject {
  const message = chat.history.message(id);
  if (message === null) return { _: "messageEmpty", id: visibleId(view, chat, id) };
  gathered.add(chat.peer);
  gathered.add(message.from);
  const object =
    message.action === undefined
      ? plainObject(view, chat, message, gathered)
      : {
          ...frame(view, chat, message, gathered),
          _: "messageService",
          action: actionObject(view, message.action, gathered),
        };
  origins.set(object, { chat, id });
  return object;
}

function frame(view: View, chat: WorldChat, message: WorldMessage, gathered: Gathered) {
  const { from, replyTo, date, silent } = message;
  return {
    out: from?.kind === "user" && from.id === view.account.userId,
    silent,
    post: chat.kind === "broadcast",
    id: visibleId(view, chat, message.id),
    from_id: optionalPeer(from),
    peer_id: peerObject(chat.peer),
    reply_to: replyTo === undefined ? undefined : replyObject(view, chat, replyTo, gathered),
    date,
    reactions: reactionsObject(message.reactions),
  };
}

function plainObject(
  view: View,
  chat: WorldChat,
  message: WorldMessage,
  gathered: Gathered,
): TlObject {
  const { media, forward, viaBot, buttons, entities } = message;
  if (viaBot !== undefined) gathered.add({ kind: "user", id: viaBot });
  for (const { user_id } of entities) {
    if (user_id !== undefined) gathered.add({ kind: "user", id: Number(user_id) });
  }
  return {
    ...frame(view, chat, message, gathered),
    _: "message",
    media_unread: media?.kind === "document" && media.document.role === "voice",
    from_scheduled: message.fromScheduled,
    edit_hide: message.editHide,
    pinned: message.pinned,
    fwd_from: forward === undefined ? undefined : forwardObject(forward, gathered),
    via_bot_id: viaBot === undefined ? undefined : BigInt(viaBot),
    message: message.textBytes ?? message.text,
    media: media === undefined ? undefined : mediaObject(view, media, gathered),
    reply_markup: buttons === undefined ? undefined : markupObject(buttons),
    entities: entities.length === 0 ? undefined : entities.map((entity) => ({ ...entity })),
    views: message.views,
    forwards: message.views === undefined ? undefined : (message.forwards ?? 0),
    replies: repliesObject(view, chat, message),
    edit_date: message.editDate,
    post_author: message.author,
    grouped_id: message.groupedId,
    ttl_period: message.ttlSeconds,
  };
}

function replyObject(view: View, chat: WorldChat, reply: ReplyTo, gathered: Gathered): TlObject {
  const { message, peer, top, quote, from, media } = reply;
  if (peer !== undefined) gathered.add(peer);
  const here = (id: number): number => (peer === undefined ? visibleId(view, chat, id) : id);
  return {
    _: "messageReplyHeader",
    forum_topic: reply.forumTopic,
    quote: quote !== undefined,
    reply_to_msg_id: message === undefined ? undefined : here(message),
    reply_to_peer_id: optionalPeer(peer),
    reply_from: from === undefined ? undefined : forwardObject(from, gathered),
    reply_media: media === undefined ? undefined : mediaObject(view, media, gathered),
    reply_to_top_id: top === undefined ? undefined : here(top),
    quote_text: quote?.text,
    quote_entities:
      quote === undefined || quote.entities.length === 0
        ? undefined
        : quote.entities.map((entity) => ({ ...entity })),
    quote_offset: quote?.offset,
  };
}

function forwardObject(forward: Forward, gathered: Gathered): TlObject {
  const { from, savedFrom } = forward;
  if (from !== undefined) gathered.add(from);
  if (savedFrom !== undefined) gathered.add(savedFrom.peer);
  return {
    _: "messageFwdHeader",
    imported: forward.imported,
    from_id: optionalPeer(from),
    from_name: forward.name,
    date: forward.date,
    channel_post: forward.post,
    post_author: forward.author,
    saved_from_peer: optionalPeer(savedFrom?.peer),
    saved_from_msg_id: savedFrom?.message,
  };
}

/** Reactions as everybody sees them; undefined when there are none. */
export function reactionsObject(tallies: readonly ReactionTally[] | undefined) {
  if (tallies === undefined) return undefined;
  return {
    _: "messageReactions",
    results: tallies.map(({ reaction, count }) => ({
      _: "reactionCount",
      reaction: reactionObject(reaction),
      count,
    })),
  };
}

function reactionObject(reaction: ReactionTally["reaction"]): TlObject {
  if (reaction === "paid") return { _: "reactionPaid" };
  if (typeof reaction === "bigint") return { _: "reactionCustomEmoji", document_id: reaction };
  return { _: "reactionEmoji", emoticon: reaction };
}

function markupObject(rows: readonly (readonly Button[])[]): TlObject {
  return {
    _: "replyInlineMarkup",
    rows: rows.map((buttons) => ({
      _: "keyboardButtonRow",
      buttons: buttons.map(({ text, url }) =>
        url === undefined
          ? { _: "keyboardButtonCallback", text, data: Buffer.from(text) }
          : { _: "keyboardButtonUrl", text, url },
      ),
    })),
  };
}

/** Comments of a channel's post, or the thread under its copy in the discussion group. */
export function repliesObject(
  view: View,
  chat: WorldChat,
  message: WorldMessage,
): TlObject | undefined {
  const { world } = view;
  const group = world.discussionOf(chat);
  if (group !== null) {
    const copy = world.copyOf(chat, message.id);
    if (copy === null || !group.history.exists(copy)) return undefined;
    const ids = [...threadIds(group, copy)];
    return {
      _: "messageReplies",
      comments: true,
      replies: ids.length,
      replies_pts: group.log.pts,
      channel_id: BigInt(group.id),
      max_id: ids[0],
    };
  }
  if (message.forward?.savedFrom === undefined || chat.base.discusses === null) return undefined;
  const ids = [...threadIds(chat, message.id)];
  return { _: "messageReplies", replies: ids.length, replies_pts: chat.log.pts, max_id: ids[0] };
}
