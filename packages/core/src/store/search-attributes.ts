/*
 * What a search can be narrowed by is indexed with the words, as terms that begin with a capital:
 * folded text has none. A rare filter beside a common word is then one cheap intersection inside
 * the index instead of a visit to every message that has the word.
 */

export const HAS_MEDIA = "M";
export const IS_EDITED = "E";
export const IS_DELETED = "D";
export const IS_FORWARDED = "F";
export const IS_REPLY = "R";

/** Term of a channel's messages. */
export const inChannel = (channelId: number | string): string => `C${channelId}`;
/** Term of an author's messages. */
export const bySender = (senderId: number | string): string => `S${senderId}`;
/** Term of messages with an attachment of a kind. */
export const withMedia = (kind: string): string => `M${kind}`;

/** What the indexer reads of a message beside its text. */
export interface MessageAttributes {
  /** Marked ids in decimal. */
  readonly channel_id: string;
  readonly sender_id: string | null;
  /** JSON array of media kinds. */
  readonly media_kinds: string | null;
  readonly is_edited: boolean;
  readonly is_deleted: boolean;
  readonly is_forwarded: boolean;
  readonly is_reply: boolean;
}

/** The terms that filters look for. */
export function attributeTerms(message: MessageAttributes): string[] {
  const terms = [inChannel(message.channel_id)];
  if (message.sender_id !== null) terms.push(bySender(message.sender_id));
  if (message.media_kinds !== null) {
    const kinds = JSON.parse(message.media_kinds) as unknown[];
    if (kinds.length > 0) terms.push(HAS_MEDIA);
    for (const kind of kinds) if (typeof kind === "string") terms.push(withMedia(kind));
  }
  if (message.is_edited) terms.push(IS_EDITED);
  if (message.is_deleted) terms.push(IS_DELETED);
  if (message.is_forwarded) terms.push(IS_FORWARDED);
  if (message.is_reply) terms.push(IS_REPLY);
  return terms;
}
