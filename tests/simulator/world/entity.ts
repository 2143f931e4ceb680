/** Every kind of entity a server sends, by the API's own name. */
export const ENTITY_NAMES = [
  "messageEntityUnknown",
  "messageEntityMention",
  "messageEntityHashtag",
  "messageEntityBotCommand",
  "messageEntityUrl",
  "messageEntityEmail",
  "messageEntityBold",
  "messageEntityItalic",
  "messageEntityCode",
  "messageEntityPre",
  "messageEntityTextUrl",
  "messageEntityMentionName",
  "messageEntityPhone",
  "messageEntityCashtag",
  "messageEntityUnderline",
  "messageEntityStrike",
  "messageEntityBankCard",
  "messageEntitySpoiler",
  "messageEntityCustomEmoji",
  "messageEntityBlockquote",
] as const;

export type EntityName = (typeof ENTITY_NAMES)[number];

/** What some kinds of entity say beside their range. */
export interface EntityDetail {
  readonly url?: string;
  readonly language?: string;
  readonly user_id?: bigint;
  readonly document_id?: bigint;
  readonly collapsed?: boolean;
}

/**
 * A formatted range, in the form of the API's object; `offset` and `length` count UTF-16 units
 * (https://core.telegram.org/api/entities).
 */
export interface Entity extends EntityDetail {
  readonly _: EntityName;
  readonly offset: number;
  readonly length: number;
}

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** Writes text and its entities together, so that no offset is ever counted by hand. */
export class TextWriter {
  #text = "";
  readonly #entities: Entity[] = [];

  get length(): number {
    return this.#text.length;
  }

  plain(text: string): this {
    this.#text += text;
    return this;
  }

  /** Text under one entity, or under several nested ones. */
  styled(names: EntityName | readonly EntityName[], text: string, detail: EntityDetail = {}): this {
    for (const name of typeof names === "string" ? [names] : names) {
      const required = name === "messageEntityPre" ? { language: "" } : {};
      this.#entities.push({
        _: name,
        offset: this.#text.length,
        length: text.length,
        ...required,
        ...detail,
      });
    }
    return this.plain(text);
  }

  /** Appends other formatted text with its entities moved along. */
  append(other: FormattedText): this {
    const start = this.#text.length;
    for (const entity of other.entities) {
      this.#entities.push({ ...entity, offset: entity.offset + start });
    }
    return this.plain(other.text);
  }

  /** Entities come sorted by offset, longer ones first, as the API sends them. */
  done(): FormattedText {
    const entities = this.#entities.toSorted(
      (one, other) => one.offset - other.offset || other.length - one.length,
    );
    return { text: this.#text, entities };
  }
}
