import { describe, expect, it } from "vitest";
import { DailyBudget } from "./daily-budget.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const MIDNIGHT = Date.UTC(2026, 0, 2);

describe("a daily budget", () => {
  it("holds requests up until the next day of UTC once it is spent", () => {
    const budget = new DailyBudget(3);
    for (let turn = 0; turn < 3; turn++) {
      expect(budget.readyAt(NOON)).toBe(NOON);
      budget.spend(NOON);
    }
    expect(budget.readyAt(NOON)).toBe(MIDNIGHT);
    expect(budget.readyAt(MIDNIGHT)).toBe(MIDNIGHT);
    budget.spend(MIDNIGHT);
    expect(budget.readyAt(MIDNIGHT)).toBe(MIDNIGHT);
  });

  it("has no end when it is infinite", () => {
    const budget = new DailyBudget(Number.POSITIVE_INFINITY);
    for (let turn = 0; turn < 100_000; turn++) budget.spend(NOON);
    expect(budget.readyAt(NOON)).toBe(NOON);
  });
});
