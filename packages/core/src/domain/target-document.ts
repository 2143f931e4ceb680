import { InvalidInput } from "./errors.ts";
import { readTargetCsv, writeTargetCsv } from "./target-csv.ts";
import type { TargetRecord } from "./target-record.ts";
import { checkTargets } from "./target-record.ts";

export type TargetFormat = "json" | "csv";

/** Says what a JSON file of targets is; the version changes when old readers could not read it. */
const MARK = { format: "telekeep-targets", version: 1 } as const;

/** A file of targets, as text. */
export function writeTargets(records: readonly TargetRecord[], format: TargetFormat): string {
  if (format === "csv") return writeTargetCsv(records);
  // One target a line: a file that people can compare line by line.
  const lines = records.map((record) => `    ${JSON.stringify(record)}`).join(",\n");
  const { version } = MARK;
  const head = `{\n  "format": ${JSON.stringify(MARK.format)},\n  "version": ${version},\n`;
  return `${head}  "targets": [${lines === "" ? "" : `\n${lines}\n  `}]\n}\n`;
}

/**
 * Reads a file of targets, JSON or CSV as it begins. Throws InvalidInput, in one sentence, for
 * anything but a whole and sound one.
 */
export function readTargets(text: string): readonly TargetRecord[] {
  const start = text.replace(/^\ufeff/, "").trimStart();
  return checkTargets(start.startsWith("{") ? readJson(start) : readTargetCsv(text));
}

function readJson(text: string): unknown[] {
  let value: { format?: unknown; version?: unknown; targets?: unknown } | null = null;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidInput("Nothing was imported: the file is not whole JSON.", { cause: error });
  }
  if (value?.format !== MARK.format || !Array.isArray(value.targets)) {
    throw new InvalidInput("Nothing was imported: the file is not one of Telekeep's targets.");
  }
  if (value.version !== MARK.version) {
    throw new InvalidInput(
      "Nothing was imported: the file was written by another version of Telekeep.",
    );
  }
  return value.targets;
}
