// Measures archiving from Telegram against a loopback server that has no limits and no faults:
// node scripts/bench-archive.ts [--ids 50000] [--rounds 2]. The server sends its pages from memory, so
// that it is not what is measured. Each round walks through a channel with the bare client library,
// which throws the messages away, then archives it with a server and its embedded PostgreSQL, all
// indexes, then copies the finished rows into an empty table with the same indexes: PostgreSQL's own
// limit. With --memory it archives 1,000,000 ids and fits a line through the server's memory.
import path from "node:path";
import { parseArgs } from "node:util";
import { openBenchWorld, walkBare, withArchive } from "../tests/product/measure-archiving.ts";
import { dumpMessages, measureCopy, withClient } from "./bench-import/measure.ts";
import { cpuOf, loadAverage, memoryOf, requireProc } from "./bench-start/process-usage.ts";

const TARGET_SHARE = 0.8;
const TARGET_SLOPE = 5;

const { values } = parseArgs({
  options: {
    ids: { type: "string" },
    rounds: { type: "string", default: "2" },
    memory: { type: "boolean", default: false },
  },
});
const ids = Number(values.ids ?? (values.memory ? 1_000_000 : 50_000));
requireProc();
await using simulator = await openBenchWorld(ids, !values.memory);
if (values.memory) await measureMemory();
else {
  // The simulator makes its pages, which takes it longer than a client takes to read them.
  await walkBare(simulator);
  await withArchive(simulator, { cpuOf, memoryOf }, async () => {});
  for (let round = 1; round <= Number(values.rounds); round++) await measureSpeed(round);
}

async function measureSpeed(round: number): Promise<void> {
  console.log(`Round ${round} of ${values.rounds}, ${ids} ids; load ${loadAverage()}`);
  const bare = await walkBare(simulator);
  say("bare invoke(GetHistory)", bare.pages, bare);
  await withArchive(simulator, { cpuOf, memoryOf }, async (archived, connectionString, folder) => {
    say("archived, all indexes", bare.pages, archived);
    const file = path.join(folder, "messages.copy");
    await dumpMessages(connectionString, file);
    await withClient(connectionString, (client) =>
      client.query("CREATE TABLE copied (LIKE message INCLUDING ALL)"),
    );
    const copied = await measureCopy(connectionString, file, "copied");
    say("COPY of the same rows", bare.pages, { milliseconds: copied });
    const share = bare.milliseconds / archived.milliseconds;
    const verdict = share >= TARGET_SHARE ? "met" : "MISSED";
    console.log(
      `  ${percent(share)} of the bare loop; target ${percent(TARGET_SHARE)}: ${verdict}; ` +
        `COPY alone takes ${percent(copied / archived.milliseconds)} of the time`,
    );
  });
}

async function measureMemory(): Promise<void> {
  console.log(`${ids} ids; load ${loadAverage()}`);
  await withArchive(simulator, { cpuOf, memoryOf }, async ({ messages, milliseconds, memory }) => {
    for (const [at, megabytes] of memory) console.log(`  ${at} messages: ${megabytes} MB`);
    // The first tenth fills caches, which are bounded.
    const slope = slopeOf(memory.filter(([at]) => at > messages / 10)) * 100_000;
    const verdict = slope <= TARGET_SLOPE ? "met" : "MISSED";
    console.log(
      `${messages} messages in ${(milliseconds / 1000).toFixed(0)} s; ${slope.toFixed(2)} MB more ` +
        `for each 100,000; target ${TARGET_SLOPE} MB: ${verdict}`,
    );
  });
}

function say(
  what: string,
  pages: number,
  { milliseconds, cpuMilliseconds }: { milliseconds: number; cpuMilliseconds?: number },
): void {
  const speed = ((pages / milliseconds) * 1000).toFixed(0).padStart(5);
  const cost =
    cpuMilliseconds === undefined
      ? ""
      : `, ${(cpuMilliseconds / pages).toFixed(1)} ms of processor time a page`;
  console.log(`  ${what.padEnd(24)} ${speed} pages/s${cost}`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** Of the least-squares line through points. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (place: 0 | 1) => points.reduce((sum, one) => sum + one[place], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  return above / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
}
