import type { Coverage, IdRange } from "../domain/coverage.ts";
import { coverageOf } from "../domain/coverage.ts";

/**
 * Coverage from PostgreSQL's text of an int8multirange, `{[1,5),[8,9)}`: the server always writes
 * the canonical form, lower bound included and upper bound excluded.
 */
export function parseCoverage(text: string): Coverage {
  if (!/^\{(\[-?\d+,-?\d+\)(,\[-?\d+,-?\d+\))*)?\}$/.test(text)) {
    throw new RangeError(`not a finite int8multirange: ${text.slice(0, 80)}`);
  }
  const ranges: IdRange[] = [];
  for (const [, lower, upper] of text.matchAll(/\[(-?\d+),(-?\d+)\)/g)) {
    ranges.push({ first: Number(lower), last: Number(upper) - 1 });
  }
  return coverageOf(ranges);
}

/** PostgreSQL's text of an int8multirange. */
export function formatCoverage(coverage: Coverage): string {
  return `{${coverage.map(formatRange).join(",")}}`;
}

/** PostgreSQL's text of an int8range. */
export function formatRange(range: IdRange): string {
  return `[${range.first},${range.last + 1})`;
}
