import { cellsOf, clustersOf } from "./cells.ts";
import type { SafeText } from "./safe-text.ts";

/** A run of text that is drawn in one way. */
export interface Segment {
  readonly text: SafeText;
  readonly isMarked: boolean;
}

/**
 * Breaks marked text into lines of at most `width` columns, at spaces where there are any, never
 * inside a grapheme cluster. Line ends in the text are kept.
 */
export function wrapSegments(segments: readonly Segment[], width: number): Segment[][] {
  const lines: Segment[][] = [];
  let line: Segment[] = [];
  let used = 0;
  const room = Math.max(2, width);

  const put = (word: string, isMarked: boolean) => {
    const last = line.at(-1);
    if (last && last.isMarked === isMarked) {
      line[line.length - 1] = { text: (last.text + word) as SafeText, isMarked };
    } else line.push({ text: word as SafeText, isMarked });
    used += cellsOf(word);
  };
  const breakLine = () => {
    lines.push(line);
    line = [];
    used = 0;
  };

  for (const { text, isMarked } of segments) {
    for (const piece of text.split(/(\n| +)/)) {
      if (piece === "") continue;
      if (piece === "\n") breakLine();
      else if (used + cellsOf(piece) <= room) put(piece, isMarked);
      else if (piece.startsWith(" ")) breakLine();
      else {
        if (used > 0 && cellsOf(piece) <= room) breakLine();
        for (const cluster of clustersOf(piece)) {
          if (used > 0 && used + cellsOf(cluster) > room) breakLine();
          put(cluster, isMarked);
        }
      }
    }
  }
  breakLine();
  return lines;
}

/** {@link wrapSegments} for text without marks. */
export function wrap(text: SafeText, width: number): SafeText[] {
  return wrapSegments([{ text, isMarked: false }], width).map(
    (line) => line.map((segment) => segment.text).join("") as SafeText,
  );
}
