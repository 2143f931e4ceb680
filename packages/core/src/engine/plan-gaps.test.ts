import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Coverage, IdRange } from "../domain/coverage.ts";
import { coverageOf, EMPTY_COVERAGE, gapsWithin, union } from "../domain/coverage.ts";
import type { WalkOrder } from "./plan-gaps.ts";
import { nextGap } from "./plan-gaps.ts";

const TOP = 120;
const id = fc.integer({ min: 1, max: TOP });
const range = fc
  .tuple(id, id)
  .map(([a, b]): IdRange => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const order = fc.constantFrom<WalkOrder>("newest_first", "oldest_first");

/** The naive model: one bit an id. */
class Bits {
  readonly bits = new Uint8Array(TOP + 2);

  add({ first, last }: IdRange): void {
    for (let at = first; at <= last; at++) this.bits[at] = 1;
  }

  /** Walks the bits one by one from the wanted end. */
  nextGap({ first, last }: IdRange, walk: WalkOrder): IdRange | null {
    const step = walk === "newest_first" ? -1 : 1;
    let at = walk === "newest_first" ? last : first;
    const isInside = () => at >= first && at <= last;
    while (isInside() && this.bits[at] === 1) at += step;
    if (!isInside()) return null;
    const start = at;
    while (isInside() && this.bits[at] === 0) at += step;
    return step === -1 ? { first: at + 1, last: start } : { first: start, last: at - 1 };
  }

  get coverage(): Coverage {
    const ranges = [...this.bits].flatMap((bit, at) => (bit === 1 ? { first: at, last: at } : []));
    return coverageOf(ranges);
  }
}

describe("the next gap", () => {
  it("is the one that a walk over single bits finds, after each of 10,000 commands", () => {
    let commands = 0;
    const command = fc.record({ covered: range, bounds: range, order });
    fc.assert(
      fc.property(fc.array(command, { minLength: 40, maxLength: 60 }), (list) => {
        const bits = new Bits();
        let coverage: Coverage = EMPTY_COVERAGE;
        for (const { covered, bounds, order: walk } of list) {
          expect(nextGap(coverage, bounds, walk)).toEqual(bits.nextGap(bounds, walk));
          bits.add(covered);
          const grown = union(coverage, [covered]);
          expect(union(grown, coverage)).toEqual(grown);
          coverage = grown;
          expect(coverage).toEqual(bits.coverage);
          commands++;
        }
      }),
      { numRuns: 250 },
    );
    expect(commands).toBeGreaterThanOrEqual(10_000);
  });

  it("leads through every id that is missing, each once, from the end that was asked for", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), range, order, (ranges, bounds, walk) => {
        let coverage = coverageOf(ranges);
        const missing = gapsWithin(coverage, bounds);
        const found: IdRange[] = [];
        for (;;) {
          const gap = nextGap(coverage, bounds, walk);
          if (gap === null) break;
          found.push(gap);
          coverage = union(coverage, [gap]);
        }
        expect(walk === "newest_first" ? found.toReversed() : found).toEqual(missing);
      }),
    );
  });

  it("is none within empty bounds", () => {
    expect(nextGap(EMPTY_COVERAGE, { first: 1, last: 0 }, "newest_first")).toBeNull();
    expect(nextGap([{ first: 3, last: 9 }], { first: 7, last: 5 }, "oldest_first")).toBeNull();
  });
});
