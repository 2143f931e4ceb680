import { cellsOf } from "../format/cells.ts";
import { type SafeText, truncate } from "../format/safe-text.ts";
import type { Segment } from "../format/wrap.ts";
import type { Role } from "../theme.ts";

/** A run of safe text in one role. Only safe text fits in: the types see to it. */
export interface Span {
  readonly text: SafeText;
  readonly role: Role;
}

/** One line of the screen. `caret` is the column of the text cursor, when it stands here. */
export interface Line {
  readonly spans: readonly Span[];
  readonly caret?: number;
}

export function span(value: SafeText, role: Role = "plain"): Span {
  return { text: value, role };
}

/** A line of safe texts and spans, one after the other. */
export function line(...parts: readonly (SafeText | Span)[]): Line {
  return { spans: parts.map((part) => (typeof part === "string" ? span(part) : part)) };
}

export const BLANK: Line = { spans: [] };

/** Cuts a line so that it takes at most `width` columns. */
export function fitLine({ spans, caret }: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const { text: given, role } of spans) {
    if (left <= 0) break;
    // A line end inside a line would push everything below it down.
    const value = given.replaceAll("\n", " ") as SafeText;
    const cut = truncate(value, left);
    if (cut !== "") kept.push({ text: cut, role });
    if (cut !== value) break;
    left -= cellsOf(cut);
  }
  return caret === undefined ? { spans: kept } : { spans: kept, caret: Math.min(caret, width - 1) };
}

/**
 * Marked text in the match role. Colour alone must not carry the mark: without it the signs stand
 * around it. They are put in before a text is wrapped or cut, because they take room.
 */
export function withSigns(
  segments: readonly Segment[],
  hasColour: boolean,
  [open, close]: readonly [string, string] = ["«", "»"],
): Segment[] {
  if (hasColour) return [...segments];
  return segments.map(({ text: value, isMarked }) => {
    if (!isMarked) return { text: value, isMarked };
    const [, before = "", core = "", after = ""] = /^(\s*)([^]*?)(\s*)$/.exec(value) ?? [];
    return { text: `${before}${open}${core}${close}${after}` as SafeText, isMarked };
  });
}

/** Segments as spans: the marked ones in the match role. */
export function markedSpans(segments: readonly Segment[]): Span[] {
  return segments.map(({ text: value, isMarked }) => span(value, isMarked ? "match" : "plain"));
}

/** The text of a line without its looks. */
export function plainText({ spans }: Line): string {
  return spans.map((each) => each.text).join("");
}

/** Columns that a line takes. */
export function lineCells(value: Line): number {
  return cellsOf(plainText(value));
}
