import { InvalidInput } from "./errors.ts";

/**
 * One line of a CSV file (https://www.rfc-editor.org/rfc/rfc4180). A cell that a spreadsheet would
 * take for a formula gets an apostrophe before it, and so does one that begins with an apostrophe:
 * {@link readCsv} gives each back as it was. Whole numbers are left alone.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r\n']/.test(text) && !/^-?\d{1,15}$/.test(text);
  const harmless = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * The lines of a CSV file. Line ends may be those of any system. Throws InvalidInput for quotes
 * that do not match.
 */
export function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  // Sticky: each match begins where the last one ended.
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  while (cell.lastIndex < text.length || line.length > 0) {
    const match = cell.exec(text);
    if (match === null) {
      throw new InvalidInput(
        `Nothing was imported: line ${lines.length + 1} of the CSV file has quotes that do not match.`,
      );
    }
    const [, quoted, plain = "", end] = match;
    line.push((quoted?.replaceAll('""', '"') ?? plain).replace(/^'/, ""));
    if (end === ",") continue;
    lines.push(line);
    line = [];
  }
  return lines;
}
