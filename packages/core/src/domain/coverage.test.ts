import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coverage, IdRange } from "./coverage.ts";
import { countIds, coverageOf, covers, gapsWithin, subtract, union } from "./coverage.ts";

const TOP = 200;
const range = fc
  .tuple(fc.integer({ min: 1, max: TOP }), fc.integer({ min: 1, max: TOP }))
  .map(([a, b]): IdRange => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const ranges = fc.array(range, { maxLength: 12 });

/** The naïve model: one boolean an id. */
function idsOf(coverage: readonly IdRange[]): Set<number> {
  const ids = new Set<number>();
  for (const { first, last } of coverage) for (let id = first; id <= last; id++) ids.add(id);
  return ids;
}

function isNormal(coverage: Coverage): boolean {
  return coverage.every(
    (r, i) => r.first <= r.last && (i === 0 || r.first > coverage[i - 1]!.last + 1),
  );
}

describe("coverage, against a set of ids", () => {
  it("normalises any ranges to the same ids in normal form", () => {
    fc.assert(
      fc.property(ranges, (input) => {
        const coverage = coverageOf(input);
        expect(isNormal(coverage)).toBe(true);
        expect(idsOf(coverage)).toEqual(idsOf(input));
      }),
    );
  });

  it("unites, whatever the order, and changes nothing the second time", () => {
    fc.assert(
      fc.property(ranges, ranges, (x, y) => {
        const [a, b] = [coverageOf(x), coverageOf(y)];
        expect(union(a, b)).toEqual(union(b, a));
        expect(union(union(a, b), b)).toEqual(union(a, b));
        expect(idsOf(union(a, b))).toEqual(new Set([...idsOf(a), ...idsOf(b)]));
      }),
    );
  });

  it("subtracts exactly the other's ids", () => {
    fc.assert(
      fc.property(ranges, ranges, (x, y) => {
        const [a, b] = [coverageOf(x), coverageOf(y)];
        const rest = subtract(a, b);
        expect(isNormal(rest)).toBe(true);
        expect(idsOf(rest)).toEqual(new Set([...idsOf(a)].filter((id) => !idsOf(b).has(id))));
      }),
    );
  });

  it("never loses or invents an id between what is covered and what is missing", () => {
    fc.assert(
      fc.property(ranges, (input) => {
        const coverage = coverageOf(input);
        const bounds = { first: 1, last: TOP };
        const gaps = gapsWithin(coverage, bounds);
        expect(countIds(gaps) + countIds(coverage)).toBe(TOP);
        for (let id = 1; id <= TOP; id++) expect(covers(coverage, id)).toBe(!covers(gaps, id));
      }),
    );
  });

  it("refuses a reversed or fractional range", () => {
    expect(() => coverageOf([{ first: 5, last: 4 }])).toThrow(RangeError);
    expect(() => coverageOf([{ first: 1.5, last: 4 }])).toThrow(RangeError);
  });
});
