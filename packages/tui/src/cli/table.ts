import { cellsOf } from "../format/cells.ts";
import { fit } from "../format/fit.ts";
import type { SafeText } from "../format/safe-text.ts";

/** Aligned columns; the last one is neither cut nor padded, and nothing stands to its right. */
export function table(
  heading: readonly string[],
  rows: readonly (readonly SafeText[])[],
): string[] {
  const widths = heading.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, cellsOf(row[column] ?? "")), title.length),
  );
  const lines = [heading as readonly SafeText[], ...rows];
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === heading.length - 1 ? cell : fit(cell, widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
