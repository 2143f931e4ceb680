import { expect, it } from "vitest";
import { drawLives } from "../survival/draw-lives.ts";
import { survive } from "../survival/survive.ts";

/** One run to look at again, or the one that every change must pass. */
const seed = Number(process.env.TELEKEEP_SEED ?? 1);

it("archives everything although server, database and network are struck at random", async () => {
  const kills = 4;
  const outcome = await survive({
    ...{ seed, kills, messages: 1500, channels: 3, longestLife: 3000, note: () => {} },
  });
  expect(outcome, `seed ${seed}`).toMatchObject({ wrong: [], early: [], connectionsPerKey: 1 });
  expect(outcome.messages).toBeGreaterThan(1400);
});

it("strikes in every way, in the same way for the same seed", () => {
  const lives = drawLives(seed, 100, 5000);
  expect(drawLives(seed, 100, 5000)).toEqual(lives);
  const blows = new Set(lives.flatMap((life) => life.blows.map(({ blow }) => blow)));
  expect(blows).toEqual(
    new Set(["database killed", "connections cut", "black hole", "telegram down"]),
  );
  expect(Math.max(...lives.map(({ killedAfter }) => killedAfter))).toBeLessThanOrEqual(5000);
});
