import { describe, expect, it } from "vitest";
import type { SeedOutcome } from "../simulation/run-seed.ts";
import { runSeed } from "../simulation/run-seed.ts";

/** One seed to look at again, or the first of those that every change must pass. */
const only = process.env.TELEKEEP_SEED;
const [first, count] = only === undefined ? [1, 500] : [Number(only), 1];

describe("archiving random worlds", () => {
  it("ends with the world's history, whatever goes wrong and whenever it is killed", async () => {
    const failures: string[] = [];
    const outcomes: SeedOutcome[] = [];
    for (let seed = first; seed < first + count; seed++) {
      try {
        outcomes.push(await runSeed(seed));
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    expect(failures).toEqual([]);
    if (only !== undefined) return;
    // The runs are worth something only while much goes wrong in them.
    const sum = (name: keyof SeedOutcome) => outcomes.reduce((all, one) => all + one[name], 0);
    expect(sum("messages")).toBeGreaterThan(100_000);
    expect(sum("kills")).toBeGreaterThan(500);
    expect(sum("floods")).toBeGreaterThan(200);
  });

  it("goes the same way each time it is given the same seed", async () => {
    const logs = new Set<number>();
    for (let seed = first; seed < first + Math.min(count, 25); seed++) {
      const outcome = await runSeed(seed);
      expect(await runSeed(seed)).toEqual(outcome);
      logs.add(outcome.log);
    }
    expect(logs.size).toBe(Math.min(count, 25));
  });
});
