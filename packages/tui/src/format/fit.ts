import { cellsOf } from "./cells.ts";
import { type SafeText, truncate } from "./safe-text.ts";

/** Exactly `width` columns: cut with `…`, or filled with spaces on the right. */
export function fit(value: SafeText, width: number): SafeText {
  const cut = truncate(value, width);
  return (cut + " ".repeat(Math.max(0, width - cellsOf(cut)))) as SafeText;
}

/** Exactly `width` columns, filled with spaces on the left: for numbers. */
export function fitRight(value: SafeText, width: number): SafeText {
  const cut = truncate(value, width);
  return (" ".repeat(Math.max(0, width - cellsOf(cut))) + cut) as SafeText;
}

/** A character of ours, many times over. */
export function repeat(character: "─" | "-" | " " | "^", count: number): SafeText {
  return character.repeat(Math.max(0, count)) as SafeText;
}

/** Joins safe texts with a separator of ours. */
export function join(parts: readonly SafeText[], separator = " · "): SafeText {
  return parts.join(separator) as SafeText;
}
