import type { TextEntity, TextEntityType } from "../domain/text-entity.ts";
import { Api, type Long } from "./library.ts";

const TYPES: ReadonlyMap<string, TextEntityType> = new Map([
  ["MessageEntityMention", "mention"],
  ["MessageEntityHashtag", "hashtag"],
  ["MessageEntityBotCommand", "bot_command"],
  ["MessageEntityUrl", "link"],
  ["MessageEntityEmail", "email"],
  ["MessageEntityBold", "bold"],
  ["MessageEntityItalic", "italic"],
  ["MessageEntityCode", "code"],
  ["MessageEntityPre", "pre"],
  ["MessageEntityTextUrl", "text_link"],
  ["MessageEntityMentionName", "mention_name"],
  ["MessageEntityPhone", "phone"],
  ["MessageEntityCashtag", "cashtag"],
  ["MessageEntityUnderline", "underline"],
  ["MessageEntityStrike", "strikethrough"],
  ["MessageEntityBlockquote", "blockquote"],
  ["MessageEntityBankCard", "bank_card"],
  ["MessageEntitySpoiler", "spoiler"],
  ["MessageEntityCustomEmoji", "custom_emoji"],
]);

const NO_ENTITIES: readonly TextEntity[] = [];

/**
 * The marked runs of a text in the order they came, nested and overlapping ones too (exports have
 * only the outermost). Runs that mark nothing of the text are left out, as exports leave them out,
 * and one that reaches beyond its end is cut there.
 */
export function readEntities(
  text: string,
  entities: readonly Api.TypeMessageEntity[] | null | undefined,
): readonly TextEntity[] {
  if (entities == null || entities.length === 0) return NO_ENTITIES;
  return entities.flatMap((entity): readonly TextEntity[] => {
    const { offset } = entity;
    const length = Math.min(entity.length, text.length - offset);
    if (offset < 0 || length <= 0) return NO_ENTITIES;
    const type = TYPES.get(entity.className) ?? "unknown";
    return [{ type, offset, length, ...detailsOf(entity) }];
  });
}

function detailsOf(entity: Api.TypeMessageEntity): Partial<TextEntity> {
  if (entity instanceof Api.MessageEntityTextUrl) return { url: entity.url };
  if (entity instanceof Api.MessageEntityPre) {
    return entity.language === "" ? {} : { language: entity.language };
  }
  if (entity instanceof Api.MessageEntityMentionName) return userId(entity.userId);
  if (entity instanceof Api.MessageEntityCustomEmoji) {
    return { documentId: entity.documentId.toString() };
  }
  if (entity instanceof Api.MessageEntityBlockquote && entity.collapsed) return { collapsed: true };
  return {};
}

function userId(value: Long): Partial<TextEntity> {
  const id = Number(value.toString());
  return Number.isSafeInteger(id) && id > 0 ? { userId: id } : {};
}
