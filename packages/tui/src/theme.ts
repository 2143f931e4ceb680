/** What a piece of text means; how it looks is decided here and nowhere else. */
export type Role = "plain" | "dim" | "strong" | "good" | "warn" | "bad" | "accent" | "match";

export interface Look {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
}

/**
 * The sixteen colours of the terminal's own palette, so that its theme decides on contrast. Colour
 * never carries meaning alone: every role stands beside a word or a sign.
 */
export const LOOKS: Readonly<Record<Role, Look>> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  good: { color: "green" },
  warn: { color: "yellow" },
  bad: { color: "red", bold: true },
  accent: { color: "cyan" },
  match: { inverse: true, underline: true },
};

/** Signs of ours that need Unicode, and what replaces them with --ascii. */
export interface Glyphs {
  readonly cursor: "▸" | ">";
  readonly rule: "─" | "-";
  readonly live: "●" | "*";
  readonly offline: "○" | "o";
}

export function glyphs(isAscii: boolean): Glyphs {
  return isAscii
    ? { cursor: ">", rule: "-", live: "*", offline: "o" }
    : { cursor: "▸", rule: "─", live: "●", offline: "○" };
}
