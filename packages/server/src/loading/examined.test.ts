import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divide } from "./examined.ts";

describe("a divided span", () => {
  it("has every id once, in order, in parts that differ by one id at most", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.integer({ min: 1, max: 500 }),
        (one, other, parts) => {
          const [fromMessageId, toMessageId] = [Math.min(one, other), Math.max(one, other)];
          const all = divide({ channelId: 1n, fromMessageId, toMessageId }, parts);
          const sizes = all.map((part) => part.toMessageId - part.fromMessageId + 1);
          expect(all[0]!.fromMessageId).toBe(fromMessageId);
          expect(all.at(-1)!.toMessageId).toBe(toMessageId);
          for (const [index, part] of all.entries()) {
            if (index > 0) expect(part.fromMessageId).toBe(all[index - 1]!.toMessageId + 1);
          }
          expect(Math.min(...sizes)).toBeGreaterThan(0);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
          expect(all).toHaveLength(Math.min(parts, toMessageId - fromMessageId + 1));
        },
      ),
    );
  });

  it("of no ids has no parts", () => {
    expect(divide({ channelId: 1n, fromMessageId: 1, toMessageId: 0 }, 100)).toEqual([]);
  });
});
