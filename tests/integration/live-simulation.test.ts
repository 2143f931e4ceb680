import { describe, expect, it } from "vitest";
import type { LiveOutcome } from "./live-run.ts";
import { runLiveSeed } from "./live-run.ts";

/** One seed to look at again, or the first of those that every change must pass. */
const only = process.env.TELEKEEP_LIVE_SEED;
const [first, count] = only === undefined ? [1, 150] : [Number(only), 1];

describe("following random channels", () => {
  it("meets the backfill without a hole, whatever is lost and whenever it restarts", async () => {
    const failures: string[] = [];
    const outcomes: LiveOutcome[] = [];
    for (let seed = first; seed < first + count; seed++) {
      try {
        outcomes.push(await runLiveSeed(seed));
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    expect(failures).toEqual([]);
    if (only !== undefined) return;
    // The runs are worth something only while much happens in them.
    const sum = (name: keyof LiveOutcome) => outcomes.reduce((all, one) => all + one[name], 0);
    expect(sum("starts")).toBeGreaterThan(500);
    expect(sum("live")).toBeGreaterThan(1500);
    expect(sum("deleted")).toBeGreaterThan(300);
    expect(sum("revisions")).toBeGreaterThan(500);
  });
});
