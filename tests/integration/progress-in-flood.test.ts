import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "graphql";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { type Client, createClient } from "../../packages/tui/src/client/client.ts";
import { findServer } from "../../packages/tui/src/client/find-server.ts";
import { openDashboard } from "../../packages/tui/test-support/open-dashboard.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type CommandLine, openCommandLine } from "./cli-process.ts";

const unaborted = new AbortController().signal;
const FLOOD_SECONDS = 4;
/** Pages of 100 ids that are fetched before and after the flood. */
const IDS = 1_000;

interface ProgressEvent {
  readonly channelProgress: {
    readonly emittedAt: string;
    readonly progress: {
      readonly state: string;
      readonly stateReason: string | null;
      readonly waitingUntil: string | null;
      readonly coveredIds: number;
      readonly knownIds: number;
      readonly etaSeconds: number | null;
    };
  };
}
interface FloodEvent {
  readonly floodWait: {
    readonly emittedAt: string;
    readonly isOver: boolean;
    readonly floodWait: {
      readonly method: string;
      readonly seconds: number;
      readonly startedAt: string;
      readonly until: string;
      readonly account: { readonly label: string };
    };
  };
}

const PROGRESS = `subscription { channelProgress { emittedAt progress { state stateReason
  waitingUntil coveredIds knownIds etaSeconds } } }`;
const FLOODS = `subscription { floodWait { emittedAt isOver floodWait { method seconds startedAt
  until account { label } } } }`;

function watch<Event>(client: Client, document: string): AsyncIterator<Event> {
  const events = client.subscribe(parse(document) as never, {}, unaborted);
  return (events as AsyncIterable<Event>)[Symbol.asyncIterator]();
}

/** A server with an account, and a Telegram that demands a pause in the middle of a channel. */
async function openFlood(): Promise<
  AsyncDisposable & { simulator: Simulator; telekeep: CommandLine; client: Client }
> {
  await using undo = new AsyncDisposableStack();
  const simulator = undo.use(await startSimulator({ world: { large: { ids: IDS } } }));
  const telekeep = undo.use(
    await openCommandLine({
      TELEGRAM_API_ID: "12345",
      TELEGRAM_API_HASH: "0123456789abcdef0123456789abcdef",
      TELEKEEP_TELEGRAM_SERVERS: "servers.json",
    }),
  );
  const { dataDirectory } = telekeep;
  await writeFile(join(dataDirectory, "servers.json"), JSON.stringify(simulator.servers));
  await telekeep.start("start", "--json").line();
  const { phone, code } = simulator.world.account("anna").spec;
  await telekeep.answer([`+${phone}`, code], "login", "--label", "anna");
  simulator.faults.add({
    name: "flood",
    match: { method: "messages.getHistory", calls: 6 },
    effect: { kind: "floodWait", seconds: FLOOD_SECONDS },
  });
  const address = await findServer({ url: null, token: null, dataDirectory });
  const client = undo.use(createClient(address));
  const all = undo.move();
  return { simulator, telekeep, client, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe("a pause that Telegram demands", () => {
  it("is counted down to the moment that was served, while the bar holds what is committed", async () => {
    await using flood = await openFlood();
    const { simulator, telekeep, client } = flood;
    await using database = new (class extends pg.Client {
      [Symbol.asyncDispose] = () => this.end();
    })({ connectionString: telekeep.variables["DATABASE_URL"]! });
    await database.connect();
    const committed = async (): Promise<number> => {
      const { rows } = await database.query<{ ids: string }>(
        `SELECT coalesce(sum(upper(r) - lower(r)), 0) AS ids
         FROM (SELECT unnest(coverage) AS r FROM channel) AS ranges`,
      );
      return Number(rows[0]!.ids);
    };
    const floods = watch<FloodEvent>(client, FLOODS);
    const begun = floods.next();
    const progress = watch<ProgressEvent>(client, PROGRESS);
    const first = progress.next();
    expect(await telekeep.run("add", "t.me/large_1", "--no-wait")).toMatchObject({ code: 0 });

    const shown: ProgressEvent["channelProgress"][] = [];
    for (let event = await first; !event.done; event = await progress.next()) {
      const { channelProgress } = event.value;
      shown.push(channelProgress);
      // Whatever is told was committed before.
      expect(channelProgress.progress.coveredIds).toBeLessThanOrEqual(await committed());
      if (channelProgress.progress.state === "COMPLETE") break;
    }
    const bars = shown.map(({ progress: { coveredIds } }) => coveredIds);
    expect(bars).toEqual(bars.toSorted((a, b) => a - b));
    expect(shown.at(-1)!.progress).toMatchObject({ coveredIds: IDS, knownIds: IDS });

    const { floodWait: start } = (await begun).value as FloodEvent;
    expect(start).toMatchObject({
      isOver: false,
      floodWait: { method: "history", seconds: FLOOD_SECONDS, account: { label: "anna" } },
    });
    const until = Date.parse(start.floodWait.until);
    const served = simulator.faults.fired.find(({ rule }) => rule === "flood")!.at;
    // The pause begins where Telegram said so, and lasts as long, and a little for its own clock.
    expect(until - served).toBeGreaterThanOrEqual(FLOOD_SECONDS * 1000);
    expect(until - Date.parse(start.floodWait.startedAt)).toBeLessThanOrEqual(
      FLOOD_SECONDS * 1000 + 1000,
    );
    const waits = shown.filter(({ progress: { state } }) => state === "WAITING");
    expect(waits.length).toBeGreaterThan(0);
    for (const { emittedAt, progress: seen } of waits) {
      expect(seen.waitingUntil).toBe(start.floodWait.until);
      expect(seen.stateReason).toContain(`a pause of ${FLOOD_SECONDS} s`);
      expect(seen.etaSeconds! * 1000).toBeGreaterThanOrEqual(until - Date.parse(emittedAt));
    }
    // Only the page that was answered before the pause may still commit in it.
    expect(new Set(waits.map(({ progress }) => progress.coveredIds)).size).toBeLessThanOrEqual(2);
    expect(waits[0]!.progress.coveredIds).toBeGreaterThan(0);
    expect(waits[0]!.progress.coveredIds).toBeLessThan(IDS);

    const { floodWait: end } = (await floods.next()).value as FloodEvent;
    expect(end).toMatchObject({ isOver: true, floodWait: { until: start.floodWait.until } });
    // How soon after it is the gate's own test, by a clock that it is given.
    expect(Date.parse(end.emittedAt)).toBeGreaterThanOrEqual(until);
    expect(simulator.earlyRequests()).toEqual([]);
  });

  it("is seen in the dashboard, and afterwards the bar is full and the map whole", async () => {
    await using flood = await openFlood();
    const { telekeep, client } = flood;
    await using dashboard = openDashboard(client);
    const { terminal } = dashboard;
    await terminal.until("● live");
    const begun = watch<FloodEvent>(client, FLOODS).next();
    await telekeep.run("add", "t.me/large_1", "--no-wait");
    const { until } = ((await begun).value as FloodEvent).floodWait.floodWait;
    const waiting = await terminal.until(/@large_1 .*WAIT +wait 00:0\d → /);
    expect(waiting).toContain(`→ ${until.slice(11, 19)}Z`);
    expect(waiting).toMatch(/@large_1 +\d+ +[█▏▎▍▌▋▊▉░]+ +[1-9]\d\.\d% +WAIT /);
    expect(waiting).toContain("Telegram asked this account for a pause of 4 s.");
    await terminal.until(/@large_1 .*█{10} 100\.0% +DONE/);
    terminal.type("v");
    const map = await terminal.until("1,000 · 100.0% examined · 0 missing");
    expect(map).toMatch(/1 - 1,000 +1,000 +\d+ +\d+ {2}covered/);
    const { out } = await telekeep.run("coverage", "@large_1");
    expect(out).toMatch(
      /^@large_1: ids 1-1,000 · 100\.0% examined · 0 missing in 0 gaps · \d+ absent\n/,
    );
    const json = await telekeep.run("coverage", "@large_1", "--json");
    const { coverage } = JSON.parse(json.out).data;
    expect(coverage).toMatchObject({ coveredIds: IDS, missingIds: 0, fraction: 1 });
    expect(coverage.ranges).toHaveLength(1);
    expect(coverage.absentIds).toBe(coverage.ranges[0].absentCount);
  });
});
