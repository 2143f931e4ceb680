import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMessageId, markPeer, unmarkPeer } from "./ids.ts";

describe("marked ids", () => {
  it("give every peer of any kind its own number, and give it back", () => {
    const bareId = fc.integer({ min: 1, max: 2 ** 39 });
    const kind = fc.constantFrom("user" as const, "group" as const, "channel" as const);
    fc.assert(
      fc.property(kind, bareId, (k, id) => {
        expect(unmarkPeer(markPeer(k, id))).toEqual({ kind: k, bareId: id });
      }),
    );
  });

  it("are the ones that the Bot API shows", () => {
    expect(markPeer("channel", 3204528972)).toBe(-1003204528972);
    expect(markPeer("group", 123)).toBe(-123);
    expect(markPeer("user", 777000)).toBe(777000);
  });

  it.each([0, -5, 1.5, Number.NaN, 2 ** 53])("refuse the bare id %d", (bareId) => {
    expect(() => markPeer("channel", bareId)).toThrow(RangeError);
  });
});

describe("message ids", () => {
  it("are 32-bit integers, negative for a migrated group's history", () => {
    expect([1, 2 ** 31 - 1, -999_999_990].every(isMessageId)).toBe(true);
    expect([2 ** 31, -(2 ** 31) - 1, 1.5, Number.NaN].some(isMessageId)).toBe(false);
  });
});
