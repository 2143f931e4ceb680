/** How many things were asked, and how they answered. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The last line of a test run. */
export function summary({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

interface TestFile {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/**
 * Counts what vitest reported. A run that ended badly counts at least one failure even when the
 * report names none: it crashed, a file did not load, or an error came from outside any test. A
 * run in which nothing was executed has proven nothing and counts as one failure too.
 * @param report text of vitest's JSON report; null when it wrote none
 * @param exitCode of vitest; null when it was killed
 */
export function countTests(report: string | null, exitCode: number | null): Counts {
  const files = parse(report);
  let { passed, failed, skipped } = none;
  for (const file of files) {
    const before = failed;
    for (const { status } of file.assertionResults) {
      if (status === "passed") passed += 1;
      else if (status === "failed") failed += 1;
      else skipped += 1;
    }
    if (file.status === "failed" && failed === before) failed += 1;
  }
  const executed = passed + failed > 0;
  if (failed === 0 && (exitCode !== 0 || !executed)) failed = 1;
  return { passed, failed, skipped };
}

function parse(report: string | null): readonly TestFile[] {
  if (report === null) return [];
  try {
    const { testResults } = JSON.parse(report) as { testResults?: readonly TestFile[] };
    return testResults ?? [];
  } catch {
    return [];
  }
}
