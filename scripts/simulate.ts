// Archives thousands of random worlds in memory, through random faults, kills and restarts, and
// compares each archive with its world. node scripts/simulate.ts --seeds 20000 [--from 1]
// One seed with its event log: TELEKEEP_SEED=17 node scripts/simulate.ts
import { parseArgs } from "node:util";
import { runSeed } from "../tests/simulation/run-seed.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "500" },
    from: { type: "string", default: "1" },
  },
});

const only = process.env.TELEKEEP_SEED;
if (only !== undefined) {
  console.log(await runSeed(Number(only), console.log));
} else {
  const [from, seeds] = [Number(values.from), Number(values.seeds)];
  const sums = { attempts: 0, kills: 0, requests: 0, floods: 0, messages: 0, days: 0 };
  let failed = 0;
  const begun = performance.now();
  for (let seed = from; seed < from + seeds; seed++) {
    try {
      const outcome = await runSeed(seed);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += outcome[name];
    } catch (error) {
      failed++;
      console.log((error as Error).message);
    }
  }
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`${seeds - failed} passed, ${failed} failed in ${seconds} s;`, sums);
  process.exitCode = failed > 0 ? 1 : 0;
}
