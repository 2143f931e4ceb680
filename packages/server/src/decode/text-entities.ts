import { TEXT_ENTITY_TYPES } from "@telekeep/core";

/** A marked run of text in code points. */
export interface EntityShape {
  readonly kind: string;
  readonly offset: number;
  readonly length: number;
  readonly url: string | null;
}

const KNOWN: ReadonlySet<string> = new Set(TEXT_ENTITY_TYPES);

/**
 * Reads stored entities, whose offsets are UTF-16 units, into code points. What points outside the
 * text is cut to it, and what is then empty is left out.
 */
export function decodeEntities(stored: unknown, text: string): EntityShape[] {
  if (!Array.isArray(stored) || stored.length === 0) return [];
  const codePoints = codePointOffsets(text);
  const entities: EntityShape[] = [];
  for (const item of stored as Record<string, unknown>[]) {
    if (item === null || typeof item !== "object") continue;
    const { offset, length, type, url } = item;
    if (!Number.isInteger(offset) || !Number.isInteger(length)) continue;
    const start = clamp(offset as number, text.length);
    const end = clamp((offset as number) + (length as number), text.length);
    if (end <= start) continue;
    entities.push({
      kind: typeof type === "string" && KNOWN.has(type) ? type : "unknown",
      offset: codePoints[start]!,
      length: codePoints[end]! - codePoints[start]!,
      url: typeof url === "string" ? url : null,
    });
  }
  return entities;
}

/** For every UTF-16 index up to the length of the text, how many code points begin before it. */
function codePointOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let points = 0;
  for (let index = 0; index < text.length; index++) {
    offsets[index] = points;
    const isLead = isSurrogate(text, index, 0xd800);
    if (!(isLead && isSurrogate(text, index + 1, 0xdc00))) points++;
  }
  offsets[text.length] = points;
  return offsets;
}

function isSurrogate(text: string, index: number, base: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= base && unit < base + 0x400;
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length);
}
