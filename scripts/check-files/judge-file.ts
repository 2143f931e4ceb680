/** What is wrong with a file; only errors fail the check. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly path: string;
  readonly message: string;
}

const SOURCE = /\.(ts|tsx|mjs|cjs)$/;
const EMPTY_NAME = /^(utils?|helpers?|common|lib|misc|managers?|services?)$/;
const DOOR = /^packages\/[^/]+\/src\/index\.ts$/;
/** Folders of the core whose results may depend on nothing but their arguments. */
const PURE = /^packages\/core\/src\/(domain|ports|search|engine|desktop-export)\//;
const LONG = 250;
const TOO_LONG = 400;

/**
 * Judges one file by its path, and by its text when it is source code.
 * @param path relative to the checkout, with slashes
 * @param read the file's text
 */
export function judgeFile(path: string, read: () => string): Finding[] {
  if (!SOURCE.test(path)) return [];
  const findings: Finding[] = [];
  const report = (severity: Finding["severity"], message: string) =>
    findings.push({ severity, path, message });

  const segments = path.replace(/\.(test\.)?(d\.)?[a-z]+$/, "").split("/");
  for (const word of segments.flatMap((segment) => [segment, ...segment.split(/[-.]/)])) {
    if (EMPTY_NAME.test(word)) {
      report("error", `"${word}" says nothing: name it after the verb or noun it holds.`);
      break;
    }
  }
  if (segments.at(-1) === "index" && !DOOR.test(path)) {
    report("error", "index.ts exists only as the door of a package.");
  }

  const text = read();
  const lines = text.split("\n").length - 1;
  if (lines > TOO_LONG) report("error", `${lines} lines; ${TOO_LONG} is the limit.`);
  else if (lines > LONG) report("warning", `${lines} lines; consider a split above ${LONG}.`);
  if (
    PURE.test(path) &&
    !/\.test\.tsx?$/.test(path) &&
    /\bnew Date\(\s*\)|\bDate\(\s*\)/.test(text)
  ) {
    report("error", "reads the clock; take the time, or the Clock port, as an argument.");
  }
  return findings;
}
