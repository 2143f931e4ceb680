import { describe, expect, it } from "vitest";
import type { ProgressSample } from "./job-rate.ts";
import { NO_RATE, RateWindow } from "./job-rate.ts";

const sample = (
  seconds: number,
  done: number,
  changes: Partial<ProgressSample> = {},
): ProgressSample => ({
  ...{ phase: "fetching", until: null, updatedAt: seconds * 1000, done, total: 1000 },
  ...{ messages: done, ...changes },
});
const wait = (seconds: number, done: number, until: number | null) =>
  sample(seconds, done, { phase: "waiting", until: until === null ? null : until * 1000 });

describe("the rate of a job", () => {
  it("is unknown before there are two states", () => {
    const window = new RateWindow();
    expect(window.rate(0)).toEqual(NO_RATE);
    window.add(sample(0, 100));
    expect(window.rate(0)).toEqual(NO_RATE);
  });

  it("is what was committed a second, and from it the time that is left", () => {
    const window = new RateWindow();
    window.add(sample(0, 0, { messages: 0 }));
    window.add(sample(2, 200, { messages: 20 }));
    expect(window.rate(2_000)).toEqual({ messagesPerSecond: 10, etaSeconds: 8 });
  });

  it("forgets what is older than ten seconds", () => {
    const window = new RateWindow();
    for (let second = 0; second <= 10; second++) window.add(sample(second, second * 50));
    for (let second = 11; second <= 22; second++) window.add(sample(second, 500 + second));
    expect(window.rate(22_000).messagesPerSecond).toBeCloseTo(1);
  });

  it("falls while nothing is committed, and is none after ten seconds", () => {
    const window = new RateWindow();
    window.add(sample(0, 0));
    window.add(sample(1, 100));
    expect(window.rate(5_000).messagesPerSecond).toBe(20);
    expect(window.rate(12_000).messagesPerSecond).toBe(null);
  });

  it("starts anew when a job counts from less again", () => {
    const window = new RateWindow();
    window.add(sample(0, 900));
    window.add(sample(1, 0));
    expect(window.rate(1_000)).toEqual(NO_RATE);
  });

  it("keeps few samples of many commits and still the whole window", () => {
    const window = new RateWindow();
    for (let index = 0; index <= 10_000; index++) window.add(sample(index / 1000, index / 100));
    expect(window.rate(10_000).messagesPerSecond).toBeCloseTo(10);
  });
});

describe("the time that is left", () => {
  it("takes what was done before the total was known for no speed", () => {
    const window = new RateWindow();
    window.add(sample(0, 0, { total: null, messages: 0 }));
    window.add(sample(1, 900, { messages: 0 }));
    window.add(sample(3, 920, { messages: 0 }));
    expect(window.rate(3_000).etaSeconds).toBe(8);
  });

  it("is never less than a wait that lasts, and falls as it passes", () => {
    const window = new RateWindow();
    window.add(sample(0, 0));
    window.add(sample(1, 500));
    window.add(wait(1, 500, 121));
    expect(window.rate(1_000)).toEqual({ messagesPerSecond: null, etaSeconds: 121 });
    expect(window.rate(61_000).etaSeconds).toBe(61);
    window.add(wait(61, 500, 321));
    expect(window.rate(61_000).etaSeconds).toBe(261);
  });

  it("expects as many waits as there were", () => {
    const window = new RateWindow();
    window.add(sample(0, 0));
    window.add(sample(1, 100));
    window.add(wait(1, 100, 2));
    window.add(sample(2, 100));
    window.add(sample(2.5, 150));
    expect(window.rate(2_500).etaSeconds).toBeGreaterThan(850 / 100);
  });

  it("is unknown when work hangs for a minute, but not in a wait or right after it", () => {
    const window = new RateWindow();
    window.add(sample(0, 0));
    window.add(sample(10, 100));
    expect(window.rate(69_000).etaSeconds).not.toBe(null);
    expect(window.rate(71_000).etaSeconds).toBe(null);
    window.add(wait(71, 100, null));
    expect(window.rate(300_000).etaSeconds).not.toBe(null);
    window.add(sample(300, 100));
    expect(window.rate(301_000).etaSeconds).not.toBe(null);
  });
});
