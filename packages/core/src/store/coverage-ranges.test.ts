import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf } from "../domain/coverage.ts";
import { MAX_MESSAGE_ID, MIN_MESSAGE_ID } from "../domain/ids.ts";
import { formatCoverage, parseCoverage } from "./coverage-ranges.ts";

const id = fc.integer({ min: MIN_MESSAGE_ID, max: MAX_MESSAGE_ID });
const ranges = fc.array(
  fc.tuple(id, id).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
);

describe("coverage as PostgreSQL writes it", () => {
  it("reads back what it writes", () => {
    fc.assert(
      fc.property(ranges, (some) => {
        const coverage = coverageOf(some);
        expect(parseCoverage(formatCoverage(coverage))).toEqual(coverage);
      }),
    );
  });

  it("counts the upper bound out", () => {
    expect(parseCoverage("{[1,5),[8,9)}")).toEqual([
      { first: 1, last: 4 },
      { first: 8, last: 8 },
    ]);
    expect(parseCoverage("{}")).toEqual([]);
  });

  it("refuses what has no end, and anything else", () => {
    for (const text of ["{[1,)}", "{(,5)}", "{[1,5]}", "[1,5)", "", "{[1,5),}"]) {
      expect(() => parseCoverage(text)).toThrow(RangeError);
    }
  });
});
