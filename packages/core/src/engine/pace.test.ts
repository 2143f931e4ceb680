import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "./pace.ts";

const profile = { usual: 1000, fastest: 400, slowest: 30_000 };

/** Makes so many requests, each as early as it may be made; answers the time after them. */
function request(pace: Pace, count: number, now = 0): number {
  for (let turn = 0; turn < count; turn++) {
    now = Math.max(now, pace.readyAt(now));
    pace.begin(now);
  }
  return now;
}

/** Requests against a server that bears one each `bearable` ms; how many were refused. */
function refusals(bearable: number, count: number): { total: number; late: number } {
  const pace = new Pace(profile);
  let [now, level, at, total, late] = [0, 0, 0, 0, 0];
  for (let turn = 0; turn < count; turn++) {
    now = Math.max(now, pace.readyAt(now));
    pace.begin(now);
    level = Math.max(0, level - (now - at) / bearable);
    at = now;
    if (level + 1 <= 30) level++;
    else {
      total++;
      if (turn > count / 2) late++;
      pace.slowDown();
      now += 30_000;
    }
  }
  return { total, late };
}

describe("a pace", () => {
  it("lets the first request leave at once, and each next one an interval later", () => {
    const pace = new Pace(profile);
    expect(pace.readyAt(5000)).toBeLessThanOrEqual(5000);
    pace.begin(5000);
    expect(pace.readyAt(5300)).toBe(6000);
  });

  it("halves its speed at a flood wait, down to the slowest", () => {
    const pace = new Pace(profile);
    pace.slowDown();
    expect(pace.interval).toBe(2000);
    for (let turn = 0; turn < 9; turn++) pace.slowDown();
    expect(pace.interval).toBe(30_000);
  });

  it("becomes faster in small steps, and only by quiet requests", () => {
    const pace = new Pace(profile);
    request(pace, 99);
    expect(pace.interval).toBe(1000);
    request(pace, 1);
    expect(pace.interval).toBeCloseTo(1000 / 1.1);
    pace.slowDown();
    const slowed = pace.interval;
    request(pace, 99);
    expect(pace.interval).toBe(slowed);
    request(pace, 20_000);
    expect(pace.interval).toBe(400);
  });

  it("stays away from the speed that was too much, until it has been quiet for long", () => {
    const pace = new Pace(profile);
    request(pace, 500);
    const tooFast = pace.interval;
    pace.slowDown();
    request(pace, 999);
    expect(pace.interval).toBeGreaterThan(tooFast);
    request(pace, 301);
    expect(pace.interval).toBeLessThan(tooFast);
    // It was too much again: the next try comes only after twice as long.
    const again = pace.interval;
    pace.slowDown();
    request(pace, 1900);
    expect(pace.interval).toBeGreaterThan(again);
  });

  it("finds what a server bears, so that flood waits become rare", () => {
    for (const bearable of [450, 900, 1700, 4000]) {
      const { total, late } = refusals(bearable, 40_000);
      expect(total).toBeGreaterThan(0);
      expect(late).toBeLessThanOrEqual(4);
    }
  });

  it("learns its distance from a server that it asked as fast as it answers", () => {
    const pace = new Pace({ usual: 0, fastest: 0, slowest: 1000 });
    for (let now = 0; now < 400; now += 20) pace.begin(now);
    expect(pace.readyAt(380)).toBe(380);
    pace.slowDown();
    expect(pace.interval).toBe(40);
    request(pace, 1000);
    expect(pace.interval).toBeLessThan(40);
    for (let turn = 0; turn < 9; turn++) pace.slowDown();
    expect(pace.interval).toBe(1000);
  });

  it("begins with half the speed when a flood wait ended not long ago", () => {
    expect(new Pace(profile, true).interval).toBe(2000);
  });

  it("never leaves its bounds", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 400 }), { maxLength: 60 }), (steps) => {
        const pace = new Pace(profile);
        let now = 0;
        for (const step of steps) {
          if (step < 0) pace.slowDown();
          else now = request(pace, step, now);
          expect(pace.interval).toBeGreaterThanOrEqual(profile.fastest);
          expect(pace.interval).toBeLessThanOrEqual(profile.slowest);
        }
      }),
    );
  });

  it("is held up by no clock that was set back", () => {
    const pace = new Pace(profile);
    pace.begin(9_000_000);
    expect(pace.readyAt(100)).toBe(1100);
  });
});
