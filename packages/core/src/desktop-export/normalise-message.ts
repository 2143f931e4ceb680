import { isMessageId } from "../domain/ids.ts";
import type { ForwardOrigin, ObservedMessage, Reaction, Sender } from "../domain/message.ts";
import { readAction } from "./normalise-action.ts";
import type { NamedFile } from "./normalise-media.ts";
import { readMedia } from "./normalise-media.ts";
import { readPeer } from "./normalise-peer.ts";
import { readMarkedText } from "./normalise-text.ts";
import type { ExportClock } from "./normalise-time.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A message whose files have still to be looked for beside the export. */
export interface Draft {
  readonly message: ObservedMessage;
  /** Files that its media name, in the order of `message.media`. */
  readonly files: readonly NamedFile[];
}

/** Why an element cannot be kept as a message. */
export interface Unusable {
  readonly messageId: string | null;
  readonly reason: string;
}

/**
 * One object of `messages` as a message of the archive. `json` is its own text. Only its id and
 * its text can make it unusable; whatever else is odd about it is left out here and kept in raw.
 */
export function normaliseMessage(
  fields: Fields,
  json: Uint8Array,
  clock: ExportClock,
): Draft | Unusable {
  const messageId = readOwnId(fields.id);
  if (messageId === null) return { messageId: spell(fields.id), reason: reasonForId(fields.id) };
  const marked = readMarkedText(fields.text, fields.text_entities);
  if (marked === null) return { messageId: String(messageId), reason: "Its text is not text." };

  const isService = fields.type === "service";
  const isUnsupported = fields.type === "unsupported";
  const posted = clock.read(fields.date, fields.date_unixtime);
  const { media, files } = readMedia(fields, isUnsupported);
  return {
    files,
    message: {
      id: messageId,
      postedAt: posted.at,
      timePrecision: posted.precision,
      postedAtRaw: posted.raw,
      editedAt:
        fields.edited === undefined && fields.edited_unixtime === undefined
          ? null
          : clock.read(fields.edited, fields.edited_unixtime).at,
      sender: isService
        ? readSender(fields.actor, fields.actor_id)
        : readSender(fields.from, fields.from_id),
      authorSignature: nonEmpty(fields.author),
      text: marked.text,
      entities: marked.entities,
      media,
      mediaFiles: [],
      replyToMessageId: readOwnId(fields.reply_to_message_id),
      replyToPeerId: readPeer(fields.reply_to_peer_id),
      forward: readForward(fields),
      albumId: null,
      topicId: null,
      action: isService ? readAction(fields) : null,
      views: null,
      forwards: null,
      reactions: readReactions(fields.reactions),
      raw: { json, source: "desktop_json", layer: null },
    },
  };
}

function readOwnId(value: unknown): number | null {
  const id = typeof value === "string" && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof id === "number" && isMessageId(id) ? id : null;
}

function reasonForId(value: unknown): string {
  if (value === undefined) return "It has no id.";
  return "Its id is not a message id: Telegram's are whole numbers of 32 bits.";
}

function spell(value: unknown): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  return String(value).slice(0, 100);
}

function readSender(name: unknown, id: unknown): Sender | null {
  const sender = { id: readPeer(id), name: nonEmpty(name) };
  return sender.id === null && sender.name === null ? null : sender;
}

function readForward(fields: Fields): ForwardOrigin | null {
  if (fields.forwarded_from === undefined && fields.forwarded_from_id === undefined) return null;
  return {
    id: readPeer(fields.forwarded_from_id),
    name: nonEmpty(fields.forwarded_from),
    messageId: null,
    postedAt: null,
  };
}

function readReactions(value: unknown): readonly Reaction[] | null {
  if (!Array.isArray(value)) return null;
  return (value as readonly (Fields | null)[]).flatMap((item): Reaction[] => {
    const count = Number(item?.count);
    const reaction = item == null ? null : readReaction(item);
    if (reaction === null || !Number.isSafeInteger(count) || count < 0) return [];
    return [{ reaction, count }];
  });
}

/** Older exports do not say a reaction's type. */
function readReaction(item: Fields): string | null {
  if (item.type === "paid") return "paid";
  if (typeof item.emoji === "string" && item.emoji !== "") return item.emoji;
  return typeof item.document_id === "string" ? `custom:${item.document_id}` : null;
}

function nonEmpty(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
