import { describe, expect, it } from "vitest";
import { NO_RATE, RateWindow } from "./job-rate.ts";

const sample = (seconds: number, done: number, messages = done) => ({
  at: seconds * 1000,
  done,
  total: 1000,
  messages,
});

describe("the rate of a job", () => {
  it("is unknown before there are two states", () => {
    const window = new RateWindow();
    expect(window.rate(0)).toEqual(NO_RATE);
    window.add(sample(0, 100));
    expect(window.rate(0)).toEqual(NO_RATE);
  });

  it("is what was committed a second, and from it the time that is left", () => {
    const window = new RateWindow();
    window.add(sample(0, 0, 0));
    window.add(sample(2, 200, 20));
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
    expect(window.rate(12_000)).toEqual(NO_RATE);
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
