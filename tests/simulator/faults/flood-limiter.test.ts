import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { FloodLimiter } from "./flood-limiter.ts";

const HISTORY = "messages.getHistory";
let time: number;
let limiter: FloodLimiter;

beforeEach(() => {
  time = 1_000_000;
  limiter = new FloodLimiter(() => time, { [HISTORY]: { capacity: 5, perSecond: 0.5 } });
});

describe("the flood limiter", () => {
  it("lets a burst through, then asks to wait as long as the bucket leaks", () => {
    const burst = Array.from({ length: 6 }, () => limiter.admit("anna", HISTORY));
    expect(burst).toEqual([0, 0, 0, 0, 0, 2]);
    time += 2_000;
    expect(limiter.admit("anna", HISTORY)).toBe(0);
    expect(limiter.early).toEqual([]);
  });

  it("counts per account and per method", () => {
    for (let turn = 0; turn < 5; turn++) limiter.admit("anna", HISTORY);
    expect(limiter.admit("boris", HISTORY)).toBe(0);
    expect(limiter.admit("anna", "updates.getState")).toBe(0);
    expect(limiter.admit("anna", HISTORY)).toBeGreaterThan(0);
  });

  it("records who comes before the deadline, and sends them away with what is left of it", () => {
    limiter.tellToWait("anna", HISTORY, 60);
    time += 20_500;
    expect(limiter.admit("anna", HISTORY)).toBe(40);
    expect(limiter.early).toEqual([
      { who: "anna", method: HISTORY, at: time, deadline: 1_060_000, toldAt: 1_000_000 },
    ]);
    time = 1_059_999;
    expect(limiter.admit("anna", HISTORY)).toBe(1);
    time = 1_060_000;
    expect(limiter.admit("anna", HISTORY)).toBe(0);
    expect(limiter.early).toHaveLength(2);
  });

  it("asks for the shortest wait at least, and limits all methods by a star", () => {
    const strict = new FloodLimiter(() => time, {
      "*": { capacity: 1, perSecond: 10, shortestWait: 30 },
    });
    expect([strict.admit("anna", "a"), strict.admit("anna", "a")]).toEqual([0, 30]);
  });

  it("never finds a client early that waits as told, however it asks", () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(pauses, (steps) => {
        let now = 0;
        const bucket = new FloodLimiter(() => now, { "*": { capacity: 3, perSecond: 0.7 } });
        for (const step of steps) {
          now += step;
          now += bucket.admit("anna", "a") * 1_000;
        }
        expect(bucket.early).toEqual([]);
      }),
    );
  });
});
