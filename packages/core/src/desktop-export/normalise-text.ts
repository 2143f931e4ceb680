import type { TextEntity, TextEntityType } from "../domain/text-entity.ts";
import { TEXT_ENTITY_TYPES } from "../domain/text-entity.ts";
import { isRecord } from "./parse-element.ts";

/** A text and its marked runs, in UTF-16 units. */
export interface MarkedText {
  readonly text: string;
  readonly entities: readonly TextEntity[];
}

export const NO_ENTITIES: readonly TextEntity[] = [];

const TYPES: ReadonlySet<string> = new Set(TEXT_ENTITY_TYPES);

/**
 * The text of a message or of a part of it. `text_entities`, when it is there and says anything,
 * is preferred to `text`: both say the same in real files, and it needs no guessing. Runs carry no
 * offsets, so these are summed up. Null when neither value is text.
 */
export function readMarkedText(text: unknown, textEntities?: unknown): MarkedText | null {
  if (Array.isArray(textEntities) && textEntities.length > 0) {
    const marked = readRuns(textEntities);
    if (marked !== null) return marked;
  }
  if (typeof text === "string") return { text, entities: NO_ENTITIES };
  if (text === undefined || text === null) return { text: "", entities: NO_ENTITIES };
  if (Array.isArray(text)) return readRuns(text);
  return isRecord(text) ? readRuns([text]) : null;
}

/** The bare text of a value that some versions write as a string and others as runs. */
export function readPlainText(value: unknown): string | null {
  return value === undefined || value === null ? null : (readMarkedText(value)?.text ?? null);
}

function readRuns(runs: readonly unknown[]): MarkedText | null {
  let text = "";
  const entities: TextEntity[] = [];
  for (const run of runs) {
    if (typeof run === "string") {
      text += run;
      continue;
    }
    if (!isRecord(run) || typeof run.text !== "string") return null;
    const { type } = run;
    if (type !== "plain" && run.text !== "") {
      entities.push(readEntity(run, type, text.length, run.text.length));
    }
    text += run.text;
  }
  return { text, entities: entities.length === 0 ? NO_ENTITIES : entities };
}

function readEntity(
  run: Readonly<Record<string, unknown>>,
  type: unknown,
  offset: number,
  length: number,
): TextEntity {
  if (typeof type !== "string" || !TYPES.has(type)) return { type: "unknown", offset, length };
  const entity = { type: type as TextEntityType, offset, length };
  switch (entity.type) {
    case "text_link":
      return typeof run.href === "string" ? { ...entity, url: run.href } : entity;
    case "pre":
      return typeof run.language === "string" && run.language !== ""
        ? { ...entity, language: run.language }
        : entity;
    case "mention_name": {
      const userId = Number(run.user_id);
      return Number.isSafeInteger(userId) && userId > 0 ? { ...entity, userId } : entity;
    }
    case "custom_emoji":
      return typeof run.document_id === "string"
        ? { ...entity, documentId: run.document_id }
        : entity;
    case "blockquote":
      return run.collapsed === true ? { ...entity, collapsed: true } : entity;
    default:
      return entity;
  }
}
