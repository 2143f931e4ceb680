import { markPeer } from "../../../packages/core/src/domain/ids.ts";
import type { ObservedMessage } from "../../../packages/core/src/domain/message.ts";
import type { PeerRef } from "../world/chat.ts";
import type { WorldChat } from "../world/world-chat.ts";

/** A message as a source shows it at this moment, without media; null when it does not exist. */
export function observeMessage(chat: WorldChat, id: number): ObservedMessage | null {
  const message = chat.history.message(id);
  if (message === null) return null;
  const { action, replyTo } = message;
  const version = chat.history.versionCount(id) - 1;
  return {
    id,
    postedAt: message.date,
    timePrecision: "exact",
    postedAtRaw: null,
    editedAt: message.editDate ?? null,
    sender: { id: markedId(message.from ?? chat.peer), name: null },
    authorSignature: message.author ?? null,
    text: message.text,
    entities: [],
    media: [],
    mediaFiles: [],
    replyToMessageId: replyTo?.message ?? null,
    replyToPeerId: replyTo?.peer === undefined ? null : markedId(replyTo.peer),
    forward: null,
    albumId: message.groupedId?.toString() ?? null,
    topicId: replyTo?.forumTopic === true ? (replyTo.top ?? replyTo.message ?? null) : null,
    action: action === undefined ? null : { type: action.kind },
    views: message.views ?? null,
    forwards: message.forwards ?? null,
    reactions: null,
    raw: {
      json: Buffer.from(JSON.stringify({ chat: chat.key, id, version })),
      source: "mtproto",
      layer: null,
    },
  };
}

/** The marked id of one of the world's peers. */
export function markedId({ kind, id }: PeerRef): number {
  return markPeer(kind, id);
}
