import type { AccountId } from "../domain/account.ts";
import type { ChannelId, MessageId, PeerId } from "../domain/ids.ts";
import type {
  ForwardOrigin,
  ObservedMessage,
  Quarantined,
  Reaction,
  Sender,
} from "../domain/message.ts";
import { Api } from "./library.ts";
import { photoOf, readAction } from "./normalise-action.ts";
import { readEntities } from "./normalise-entities.ts";
import { readActionPhoto, readMedia } from "./normalise-media.ts";
import { type Mentioned, readPeer } from "./normalise-peer.ts";
import { encodeRaw, RAW_LAYER } from "./raw-json.ts";

/** Whose eyes saw an answer, and in which chat. */
export interface Sight {
  readonly accountId: AccountId;
  readonly channelId: ChannelId;
  readonly mentioned: Mentioned;
}

/** What one object of an answer is. */
export type ReadMessage =
  | { readonly type: "message"; readonly message: ObservedMessage }
  /** Telegram says that there is no such message. */
  | { readonly type: "absent"; readonly id: MessageId }
  | { readonly type: "quarantined"; readonly id: MessageId; readonly item: Quarantined };

/**
 * One message of an answer as a message of the archive. Never throws: what cannot be understood is
 * quarantined with the object as it was.
 */
export function normaliseMessage(message: Api.TypeMessage, sight: Sight): ReadMessage {
  const { id } = message;
  if (message instanceof Api.MessageEmpty) return { type: "absent", id };
  try {
    if (readPeer(message.peerId) !== sight.channelId) {
      return quarantine(message, "It belongs to another chat than the one that was asked for.");
    }
    return { type: "message", message: observe(message, sight) };
  } catch {
    return quarantine(message, "Its fields are not those of a message.");
  }
}

function quarantine(message: Api.TypeMessage, reason: string): ReadMessage {
  const { id } = message;
  const item = {
    messageId: String(id),
    reason,
    location: "Telegram",
    raw: encodeRaw(message),
  };
  return { type: "quarantined", id, item };
}

function observe(message: Api.Message | Api.MessageService, sight: Sight): ObservedMessage {
  const { mentioned } = sight;
  const reply = message.replyTo instanceof Api.MessageReplyHeader ? message.replyTo : null;
  const replyPeer = readPeer(reply?.replyToPeerId);
  return {
    id: message.id,
    postedAt: message.date ?? null,
    timePrecision: "exact",
    postedAtRaw: null,
    sender: readSender(message, sight),
    replyToMessageId: reply?.replyToMsgId ?? null,
    replyToPeerId: replyPeer === sight.channelId ? null : replyPeer,
    topicId: readTopic(message, reply),
    reactions: readReactions(message.reactions),
    mediaFiles: [],
    ...(message instanceof Api.MessageService
      ? observeService(message, reply, mentioned)
      : observePost(message, mentioned)),
    raw: { json: encodeRaw(message), source: "mtproto", layer: RAW_LAYER },
  };
}

function observePost(message: Api.Message, mentioned: Mentioned) {
  const text = message.message;
  return {
    editedAt: message.editDate ?? null,
    authorSignature: message.postAuthor || null,
    text,
    entities: readEntities(text, message.entities),
    media: readMedia(message, mentioned),
    forward: readForward(message.fwdFrom, mentioned),
    albumId: message.groupedId == null ? null : message.groupedId.toString(),
    action: null,
    views: message.views ?? null,
    forwards: message.forwards ?? null,
  };
}

function observeService(
  message: Api.MessageService,
  reply: Api.MessageReplyHeader | null,
  mentioned: Mentioned,
) {
  const { action } = message;
  if (action == null) throw new TypeError("no action");
  const photo = photoOf(action);
  return {
    editedAt: null,
    authorSignature: null,
    text: "",
    entities: [],
    media: photo === null ? [] : readActionPhoto(photo),
    forward: null,
    albumId: null,
    action: readAction(action, { mentioned, replyTo: reply?.replyToMsgId ?? null }),
    views: null,
    forwards: null,
  };
}

/** Without a sender of its own a message is the chat's; in a private chat it may be our own. */
function readSender(message: Api.Message | Api.MessageService, sight: Sight): Sender | null {
  const isOurs = message.out === true && message.peerId instanceof Api.PeerUser;
  const id = readPeer(message.fromId) ?? (isOurs ? sight.accountId : readPeer(message.peerId));
  return id === null ? null : { id, name: sight.mentioned.nameOf(id) };
}

/** The topic of a forum, which is named by the message that opened it. */
function readTopic(
  message: Api.Message | Api.MessageService,
  reply: Api.MessageReplyHeader | null,
): MessageId | null {
  if (message.action instanceof Api.MessageActionTopicCreate) return message.id;
  return reply?.forumTopic ? (reply.replyToTopId ?? reply.replyToMsgId ?? null) : null;
}

function readForward(
  header: Api.MessageFwdHeader | null | undefined,
  mentioned: Mentioned,
): ForwardOrigin | null {
  if (header == null) return null;
  const id: PeerId | null = readPeer(header.fromId);
  return {
    id,
    name: mentioned.nameOf(id) ?? (header.fromName || null),
    messageId: header.channelPost ?? null,
    postedAt: header.date,
  };
}

function readReactions(
  reactions: Api.TypeMessageReactions | null | undefined,
): readonly Reaction[] | null {
  if (reactions == null) return null;
  return reactions.results.flatMap(({ reaction, count }): Reaction[] => {
    if (reaction instanceof Api.ReactionPaid) return [{ reaction: "paid", count }];
    if (reaction instanceof Api.ReactionEmoji) return [{ reaction: reaction.emoticon, count }];
    if (!(reaction instanceof Api.ReactionCustomEmoji)) return [];
    return [{ reaction: `custom:${reaction.documentId.toString()}`, count }];
  });
}
