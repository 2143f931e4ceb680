import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysOf, isEver, slotsOf } from "./time-slots.ts";

/** The days of a slot, by its own number. */
function daysOfSlot(slot: number): number[] {
  if (slot === -1) return [-1];
  const level = Math.floor(slot / 100_000);
  const length = 16 ** level;
  const first = (slot - level * 100_000) * length;
  return Array.from({ length }, (_, index) => first + index);
}

describe("slots", () => {
  it("hold the days of a period, each once, and no others", () => {
    const day = fc.integer({ min: -1, max: 32_768 });
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const days = slotsOf({ start, end }).flatMap(daysOfSlot);
        expect(days).toEqual(Array.from({ length: end - start }, (_, index) => start + index));
      }),
    );
  });

  it("are few, however long the period is", () => {
    for (const [start, end] of [
      [-1, 32_768],
      [1, 32_767],
      [20_001, 32_768],
      [4_097, 28_671],
    ] as const) {
      expect(slotsOf({ start, end }).length).toBeLessThan(100);
    }
  });
});

describe("the days of a search", () => {
  const always = { from: "-infinity", before: "infinity" };
  const at = (time: string) => ({
    postedAt: Date.parse(time) / 1000,
    channelId: 1,
    id: 1,
    score: 0,
  });

  it("are all there are, without a period and a position", () => {
    expect(isEver(daysOf(always, null))).toBe(true);
    expect(isEver(daysOf({ ...always, from: "0001-01-01T00:00:00Z" }, null))).toBe(false);
    expect(isEver(daysOf(always, at("2024-05-06T12:00:00Z")))).toBe(false);
  });

  it("hold the first and the last moment of a period", () => {
    const days = daysOf({ from: "1970-01-03T23:59:59Z", before: "1970-01-05T00:00:01Z" }, null);
    expect(days).toEqual({ start: 2, end: 5 });
  });

  it("end with the day of the position, which older hits may share", () => {
    expect(daysOf(always, at("1970-01-03T00:00:00Z"))).toEqual({ start: -1, end: 3 });
    const before = { ...always, before: "1970-01-02T00:00:00Z" };
    expect(daysOf(before, at("1970-01-03T00:00:00Z"))).toEqual({ start: -1, end: 2 });
    expect(daysOf(always, { ...at("1970-01-03T00:00:00Z"), postedAt: null })).toEqual({
      ...{ start: -1, end: 0 },
    });
  });

  it("are told apart from 1970 to 2059 alone", () => {
    const period = { from: "1812-06-24T00:00:00Z", before: "9999-12-31T00:00:00Z" };
    expect(daysOf(period, null)).toEqual({ start: 0, end: 32_768 });
  });
});
