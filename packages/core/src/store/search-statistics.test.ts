import { describe, expect, it } from "vitest";
import { SearchStatistics } from "./search-statistics.ts";
import { anyOf } from "./search-tsquery.ts";

const DAY = 86_400;
/** A thousand messages, half of them in the last ten of a hundred days. */
const known = new SearchStatistics({
  messages: 1000,
  terms: ["cat", "dog", "中国", "中文"],
  // The last two are the least and the greatest of the four.
  shares: [0.5, 0.1, 0.2, 0.05, 0.05, 0.5],
  times: [0, 90 * DAY, 100 * DAY],
});
const nothing = new SearchStatistics({ messages: -1, terms: null, shares: null, times: [] });

describe("the share of messages with some terms", () => {
  it("is that of common terms, as if they were independent", () => {
    const both = known.shareOf([anyOf(["cat"]), anyOf(["dog"])]);
    expect(both).toEqual({ low: expect.closeTo(0.05), high: both.low });
    expect(known.shareOf([anyOf(["cat", "dog"])]).low).toBeCloseTo(0.55);
  });

  it("of others is between nothing and that of the rarest of the common ones", () => {
    expect(known.shareOf([anyOf(["cow"])])).toEqual({ low: 0, high: expect.closeTo(0.05) });
    expect(known.shareOf([anyOf(["cow", "dog"])])).toEqual({
      low: expect.closeTo(0.1),
      high: expect.closeTo(0.145),
    });
    expect(known.shareOf([anyOf([])])).toEqual({ low: 0, high: 0 });
  });

  it("of a beginning is at least that of the common terms that begin so", () => {
    const { low, high } = known.shareOf([[{ term: "中", isPrefix: true }]]);
    expect(low).toBeCloseTo(0.24);
    expect(high).toBe(1);
  });

  it("is unknown where nothing is known", () => {
    expect(nothing.messages).toBe(0);
    expect(nothing.shareOf([anyOf(["cat"])])).toEqual({ low: 0, high: 1 });
  });
});

describe("messages by their days", () => {
  it("are counted as they are distributed", () => {
    expect(known.messagesBetween(0, 100)).toBeCloseTo(1000);
    expect(known.messagesBetween(90, 1e6)).toBeCloseTo(500);
    expect(known.messagesBetween(-1, 45)).toBeCloseTo(250);
    expect(nothing.messagesBetween(0, 100)).toBe(0);
  });

  it("are found going back from a day", () => {
    expect(known.startOf(32_768, 250)).toBe(95);
    expect(known.startOf(100, 750)).toBe(45);
    expect(known.startOf(45, 100)).toBe(27);
    expect(known.startOf(45, 1000)).toBe(0);
  });
});
