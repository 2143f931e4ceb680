// Kills a real server, its real database and the network to a Telegram of our own at random, starts
// it again each time, and compares the archive with the truth at the end.
// node scripts/survive.ts [--kills 100] [--messages 100000] [--channels 5] [--seed 1]
import { parseArgs } from "node:util";
import { survive } from "../tests/survival/survive.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    messages: { type: "string", default: "100000" },
    channels: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    life: { type: "string", default: "5000" },
  },
});
const [kills, messages] = [Number(values.kills), Number(values.messages)];
const [channels, seed, longestLife] = [
  ...[Number(values.channels), Number(values.seed), Number(values.life)],
] as const;
const again =
  `node scripts/survive.ts --kills ${kills} --messages ${messages} --channels ${channels} ` +
  `--seed ${seed} --life ${longestLife}`;
console.log(`again: ${again}`);
const outcome = await survive({
  ...{ seed, kills, messages, channels, longestLife, note: console.log },
});
console.log(outcome);
const hasHeld =
  outcome.wrong.length === 0 && outcome.early.length === 0 && outcome.connectionsPerKey === 1;
console.log(hasHeld ? "The archive equals its source." : `It does not hold; again: ${again}`);
process.exitCode = hasHeld ? 0 : 1;
