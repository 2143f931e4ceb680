import type { TextEntity, TextEntityType } from "../domain/text-entity.ts";
import type { HtmlElement } from "./html-tree.ts";
import { hasClass } from "./html-tree.ts";
import type { MarkedText } from "./normalise-text.ts";
import { NO_ENTITIES } from "./normalise-text.ts";

type Mark = Omit<TextEntity, "offset" | "length">;

const PLAIN_TAGS: ReadonlyMap<string, TextEntityType> = new Map([
  ["strong", "bold"],
  ["b", "bold"],
  ["em", "italic"],
  ["i", "italic"],
  ["u", "underline"],
  ["s", "strikethrough"],
  ["code", "code"],
  ["pre", "pre"],
  ["blockquote", "blockquote"],
]);

/** What a link does on a click, where the exporter gives it nothing to link to. */
const CLICKS: readonly (readonly [RegExp, Mark])[] = [
  [/ShowHashtag\(/, { type: "hashtag" }],
  [/ShowBotCommand\(/, { type: "bot_command" }],
  [/ShowMentionName\(/, { type: "mention_name" }],
  [/ShowCashtag\(/, { type: "cashtag" }],
  [/ShowNotLoadedEmoji\(/, { type: "custom_emoji", documentId: "" }],
  [/ShowNotAvailableEmoji\(/, { type: "custom_emoji", documentId: "(unavailable)" }],
];

/**
 * The marked text of a `.text` block. The exporter puts a line break and its own indentation
 * around the text, never inside it; the text's own line breaks are `<br>`.
 */
export function readHtmlText(block: HtmlElement): MarkedText {
  const reader = new TextReader();
  reader.read(block.children);
  return trimIndentation(reader.text, reader.entities);
}

class TextReader {
  text = "";
  readonly entities: TextEntity[] = [];

  read(nodes: readonly (HtmlElement | string)[]): void {
    for (const node of nodes) {
      if (typeof node === "string") {
        this.text += node;
        continue;
      }
      if (node.name === "br") {
        this.text += "\n";
        continue;
      }
      const offset = this.text.length;
      const slot = this.entities.length;
      this.read(node.children);
      const text = this.text.slice(offset);
      const mark = text === "" ? null : markOf(node, text);
      if (mark !== null) this.entities.splice(slot, 0, { ...mark, offset, length: text.length });
    }
  }
}

function markOf(node: HtmlElement, text: string): Mark | null {
  const type = PLAIN_TAGS.get(node.name);
  if (type !== undefined) return { type };
  if (node.name === "span") return hasClass(node, "spoiler") ? { type: "spoiler" } : null;
  return node.name === "a" ? markOfLink(node, text) : null;
}

function markOfLink(node: HtmlElement, text: string): Mark {
  const click = CLICKS.find(([pattern]) => pattern.test(node.attributes.onclick ?? ""));
  if (click !== undefined) return click[1];
  const href = node.attributes.href ?? "";
  if (href === text) return { type: "link" };
  if (href === `mailto:${text}`) return { type: "email" };
  if (href === `tel:${text}`) return { type: "phone" };
  if (text.startsWith("@") && href.endsWith(`/${text.slice(1)}`)) return { type: "mention" };
  const isFile = !/^[a-z][a-z0-9+.-]*:/i.test(href) && /\.(webp|webm|tgs|png)$/i.test(href);
  if (isFile) return { type: "custom_emoji", documentId: href.replace(/^(\.\.\/)+/, "") };
  return { type: "text_link", url: href };
}

/** Drops the line break before and the one with indentation after the text; shifts the marks. */
function trimIndentation(text: string, entities: readonly TextEntity[]): MarkedText {
  const start = /^\r?\n/.exec(text)?.[0].length ?? 0;
  const end = Math.max(start, text.length - (/\r?\n[ \t]*$/.exec(text)?.[0].length ?? 0));
  const kept = entities.flatMap((entity) => {
    const first = Math.max(entity.offset, start);
    const last = Math.min(entity.offset + entity.length, end);
    return last > first ? [{ ...entity, offset: first - start, length: last - first }] : [];
  });
  return { text: text.slice(start, end), entities: kept.length === 0 ? NO_ENTITIES : kept };
}
