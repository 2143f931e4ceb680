import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Estimator } from "./estimate.ts";

const START = Date.UTC(2026, 0, 1);

describe("an estimate", () => {
  it("knows nothing before anything was done, and that nothing left takes no time", () => {
    const estimator = new Estimator(START);
    expect(estimator.estimate(START, 500)).toEqual({ perSecond: null, remaining: null });
    expect(estimator.estimate(START + 1000, 500)).toEqual({ perSecond: null, remaining: null });
    expect(estimator.estimate(START, 0)).toEqual({ perSecond: null, remaining: 0 });
  });

  it("is right for even work", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 10, max: 20_000 }),
        fc.integer({ min: 1, max: 1000 }),
        (steps, interval, ids) => {
          const estimator = new Estimator(START);
          let now = START;
          for (let step = 0; step < steps; step++) estimator.add((now += interval), ids);
          const { perSecond, remaining } = estimator.estimate(now, 10 * ids);
          expect(perSecond).toBeCloseTo((1000 * ids) / interval, 6);
          expect(Math.abs((remaining ?? 0) - 10 * interval)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it("follows a change of speed within the recent minutes", () => {
    const estimator = new Estimator(START);
    let now = START;
    for (let step = 0; step < 3600; step++) estimator.add((now += 1000), 100);
    for (let step = 0; step < 310; step++) estimator.add((now += 1000), 10);
    expect(estimator.estimate(now, 0).perSecond).toBeCloseTo(10, 6);
  });

  it("slows down while work hangs", () => {
    const estimator = new Estimator(START);
    estimator.add(START + 1000, 100);
    expect(estimator.estimate(START + 1000, 1).perSecond).toBe(100);
    expect(estimator.estimate(START + 10_000, 1).perSecond).toBe(10);
  });

  it("counts a wait that is known in full, and leaves it out of the speed", () => {
    const estimator = new Estimator(START);
    estimator.add(START + 10_000, 1000);
    estimator.wait(START + 10_000, START + 70_000);
    const { perSecond, remaining } = estimator.estimate(START + 40_000, 500);
    expect(perSecond).toBe(100);
    expect(remaining).toBe(30_000 + 5000);
    estimator.wait(START + 50_000, START + 90_000);
    expect(estimator.estimate(START + 50_000, 500).remaining).toBe(40_000 + 5000);
  });

  it("expects as many waits as there were", () => {
    const estimator = new Estimator(START);
    let now = START;
    for (let round = 0; round < 50; round++) {
      for (let step = 0; step < 10; step++) estimator.add((now += 1000), 100);
      estimator.wait(now, now + 5000);
      estimator.wait((now += 5000), null);
    }
    const { perSecond, remaining } = estimator.estimate(now, 100_000);
    expect(perSecond).toBeCloseTo(100, 6);
    expect(remaining).toBe(1_500_000);
  });

  it("stays as small as it is", () => {
    const estimator = new Estimator(START);
    for (let step = 1; step <= 200_000; step++) estimator.add(START + step * 37, 1);
    expect(estimator.samples).toBeLessThanOrEqual(62);
  });
});
