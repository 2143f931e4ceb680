import { type Line, span } from "../components/line.ts";
import { cellsOf, clustersOf } from "../format/cells.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import type { TextField } from "../state/text-field.ts";

/** A text field on one line: its label, and the part of its text around the caret that fits. */
export function inputLine(
  label: SafeText,
  { value, caret, isSelected }: TextField,
  width: number,
  hasFocus: boolean,
): Line {
  const before = shown(value.slice(0, caret));
  const after = shown(value.slice(caret));
  const room = Math.max(4, width - cellsOf(label) - 2);
  const left = takeEnd(before, room);
  if (isSelected && hasFocus) {
    // The signs stand for the mark where there is no colour.
    const spans = [span(label, "accent"), span(text`[`), span(left, "match"), span(text`]`)];
    return { spans, caret: cellsOf(label) + 1 + cellsOf(left) };
  }
  const spans = [span(label, "accent"), span(left), span(after)];
  return hasFocus ? { spans, caret: cellsOf(label) + cellsOf(left) } : { spans };
}

/** What a person types is drawn as it is, spaces included; only what would steer is removed. */
function shown(value: string): SafeText {
  return safeText(value, { mode: "block" }).replaceAll("\n", " ") as SafeText;
}

function takeEnd(value: SafeText, room: number): SafeText {
  if (cellsOf(value) <= room) return value;
  const clusters = [...clustersOf(value)];
  let used = 0;
  let from = clusters.length;
  while (from > 0 && used + cellsOf(clusters[from - 1] ?? "") <= room - 1) {
    from -= 1;
    used += cellsOf(clusters[from] ?? "");
  }
  return `…${clusters.slice(from).join("")}` as SafeText;
}
