/** A marked run of a message's text. Offsets and lengths are UTF-16 units, as Telegram's are. */
export interface TextEntity {
  readonly type: TextEntityType;
  readonly offset: number;
  readonly length: number;
  /** Target of a text_link. Untrusted: any scheme may be here. */
  readonly url?: string;
  /** Language of a pre block, as its author wrote it. */
  readonly language?: string;
  /** Mentioned user of a mention_name. */
  readonly userId?: number;
  /** Custom emoji: a document id, or in an export the path of its file. */
  readonly documentId?: string;
  /** An expandable block quotation that is collapsed. */
  readonly collapsed?: boolean;
}

/** Telegram Desktop's names for the entity types, which are Telegram's own. */
export const TEXT_ENTITY_TYPES = [
  "mention",
  "hashtag",
  "bot_command",
  "link",
  "email",
  "bold",
  "italic",
  "code",
  "pre",
  "text_link",
  "mention_name",
  "phone",
  "cashtag",
  "underline",
  "strikethrough",
  "blockquote",
  "bank_card",
  "spoiler",
  "custom_emoji",
  "unknown",
] as const;

export type TextEntityType = (typeof TEXT_ENTITY_TYPES)[number];
