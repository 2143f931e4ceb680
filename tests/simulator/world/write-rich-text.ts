import { type FormattedText, TextWriter } from "./entity.ts";
import { packFileId } from "./file-id.ts";
import type { Language } from "./phrases/all-phrasebooks.ts";
import type { Random } from "./prng.ts";
import { sentence } from "./write-text.ts";

/** Emoji that are more than one code point: skin tones, families, flags, keycaps. */
export const COMPOSED_EMOJI = ["👩‍👩‍👧‍👦", "🧑🏽‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️‍🔥", "🇺🇾", "1️⃣", "👁️‍🗨️"];

/** Text in which every kind of entity occurs, between characters of one, two and more units. */
export function writeRichText(
  random: Random,
  language: Language,
  seed: number,
  mentionedUser: number,
): FormattedText {
  const words = () => sentence(random, language);
  const emoji = () => random.pick(COMPOSED_EMOJI);
  return new TextWriter()
    .plain(`${emoji()} `)
    .styled("messageEntityBold", words())
    .plain(` ${emoji()} `)
    .styled("messageEntityItalic", "𝒻𝓁𝓊𝑒𝓃𝓉")
    .plain(" ")
    .styled("messageEntityUnderline", "underlined")
    .plain(" ")
    .styled("messageEntityStrike", "struck")
    .plain(" ")
    .styled("messageEntitySpoiler", words())
    .plain("\n")
    .styled("messageEntityCode", "tide --at=noon")
    .plain("\n")
    .styled("messageEntityPre", "let height = 4.2;\nwatch(height);", { language: "rust" })
    .plain("\n")
    .styled("messageEntityBlockquote", words(), random.chance(0.5) ? { collapsed: true } : {})
    .plain("\n")
    .styled("messageEntityTextUrl", "a link", { url: "https://example.org/?q=%D1%8F&a=b#c" })
    .plain(", ")
    .styled("messageEntityUrl", "https://example.org/пример")
    .plain(", ")
    .styled("messageEntityEmail", "keeper@example.org")
    .plain(", ")
    .styled("messageEntityMention", "@harbour_office")
    .plain(", ")
    .styled("messageEntityMentionName", "a keeper", { user_id: BigInt(mentionedUser) })
    .plain(", ")
    .styled("messageEntityHashtag", "#tides_2026")
    .plain(" ")
    .styled("messageEntityCashtag", "$FISH")
    .plain(" ")
    .styled("messageEntityBotCommand", "/start@tide_bot")
    .plain(" ")
    .styled("messageEntityPhone", "+15550100")
    .plain(" ")
    .styled("messageEntityBankCard", "4111 1111 1111 1111")
    .plain(" ")
    .styled("messageEntityCustomEmoji", "🌊", {
      document_id: packFileId(seed, { kind: "customEmoji", chat: 0, message: 7, slot: 0 }),
    })
    .styled(["messageEntityBold", "messageEntityItalic", "messageEntityUnderline"], " nested ")
    .styled("messageEntityUnknown", "?")
    .done();
}
