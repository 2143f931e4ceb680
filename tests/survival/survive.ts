import { mkdtemp, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { API_CREDENTIALS, addByApi, jobByApi, signInByApi } from "../product/archive-by-api.ts";
import { type ServerProcess, startServer } from "../product/server-process.ts";
import type { SimulatorStats } from "../simulator/command.ts";
import type { EarlyRequest } from "../simulator/faults/flood-limiter.ts";
import { nemesis } from "../simulator/faults/nemesis.ts";
import { markedId } from "../simulator/source/observe-message.ts";
import { type SpawnedSimulator, spawnSimulator } from "../simulator/spawn-simulator.ts";
import type { TrueMessage } from "../simulator/world/oracle.ts";
import { presetAccounts } from "../simulator/world/presets/accounts.ts";
import { large } from "../simulator/world/presets/large.ts";
import { databasePid, openArchiveDatabase } from "./archive-database.ts";
import { compareArchive } from "./compare-archive.ts";
import type { Blow, Life } from "./draw-lives.ts";
import { drawLives } from "./draw-lives.ts";

export interface SurvivalOptions {
  readonly seed: number;
  /** How often the server is killed. */
  readonly kills: number;
  /** Ids given out, over all channels; a few of them are holes. */
  readonly messages: number;
  readonly channels: number;
  /** The longest life between two kills, in milliseconds. */
  readonly longestLife: number;
  readonly note: (line: string) => void;
}

export interface Survival {
  readonly messages: number;
  readonly versions: number;
  readonly blows: Readonly<Record<Blow, number>>;
  readonly requests: number;
  readonly floods: number;
  /** Requests before the end of a pause that the server knew of; there must be none. */
  readonly early: readonly EarlyRequest[];
  /** Those before the end of a pause that was told to a process in the instant of its death. */
  readonly unknowing: number;
  /** The most connections that any one key had at a time; must be 1. */
  readonly connectionsPerKey: number;
  /** Everything that differs from the truth; must be empty. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

/** Longest time without progress once the server is left in peace, in milliseconds. */
const PEACE = 120_000;
/** What is told to a process so long before its death it may not have heard or written down. */
const UNHEARD = 500;

/**
 * Archives channels of a simulator with a real server and its real database, while both and the
 * network between are struck again and again, and compares what is there at the end with the truth.
 * Nothing is done for the server but starting it again.
 */
export async function survive(options: SurvivalOptions): Promise<Survival> {
  await using undo = new AsyncDisposableStack();
  const run = new Run(options, await makeFolder(undo));
  return await run.survive(undo);
}

class Run {
  readonly #options: SurvivalOptions;
  readonly #dataDir: string;
  readonly #blows: Record<Blow, number> = {
    ...{ "database killed": 0, "connections cut": 0, "black hole": 0, "telegram down": 0 },
  };
  readonly #deaths: number[] = [];
  #variables: Record<string, string> = {};

  constructor(options: SurvivalOptions, dataDir: string) {
    this.#options = options;
    this.#dataDir = dataDir;
  }

  async survive(undo: AsyncDisposableStack): Promise<Survival> {
    const { seed, kills, messages, channels, longestLife, note } = this.#options;
    const begun = performance.now();
    const world = large({ ids: Math.ceil(messages / channels), channels, content: "plain" });
    const pages = messages / 100;
    // So slow that the work lasts about as long as the lives do together.
    const perSecond = Math.max(1, (pages / (kills + 1) / longestLife) * 2000);
    const simulator = undo.use(
      await spawnSimulator({
        ...{ seed, world, faults: nemesis(1, 2) },
        floodLimits: { "messages.getHistory": { capacity: 10, perSecond } },
      }),
    );
    const servers = join(this.#dataDir, "servers.json");
    await writeFile(servers, JSON.stringify(simulator.servers));
    this.#variables = { ...API_CREDENTIALS, TELEKEEP_TELEGRAM_SERVERS: servers };

    const names = world.chats.map(({ username }) => `@${username}`);
    const jobs = await this.#begin(simulator, names);
    for (const [number, life] of drawLives(seed, kills, longestLife).entries()) {
      await this.#live(life, simulator);
      if (number % 10 === 9) note(`killed ${number + 1} times`);
    }
    await using server = this.#start();
    await server.ready;
    note("left in peace");
    await this.#finish(server, jobs, "");
    await simulator.run({ do: "clearFaults" });
    // What was posted since; "run it again" is all that a person would do.
    for (const name of names) await this.#finish(server, [await addByApi(server, name)], name);
    const compared = await this.#compare(
      simulator,
      world.chats.map(({ key }) => key),
    );
    await server.stop();
    return { ...compared, seconds: Math.round((performance.now() - begun) / 1000) };
  }

  /** Signs in and asks for all channels, before anything goes wrong. */
  async #begin(simulator: SpawnedSimulator, names: readonly string[]): Promise<readonly string[]> {
    await simulator.run({ do: "clearFaults" });
    await using server = this.#start();
    const anna = presetAccounts.find(({ key }) => key === "anna");
    if (anna === undefined) throw new Error("The world has no Anna.");
    await signInByApi(server, anna);
    const jobs: string[] = [];
    for (const name of names) jobs.push(await addByApi(server, name));
    for (const rule of nemesis(1, 2)) await simulator.run({ do: "fault", rule });
    await server.kill();
    this.#deaths.push(Date.now());
    return jobs;
  }

  async #live({ killedAfter, blows }: Life, simulator: SpawnedSimulator): Promise<void> {
    const server = this.#start();
    const striking = blows.map(async ({ after, blow }) => {
      await wait(after);
      await this.#strike(blow, simulator);
    });
    await wait(killedAfter);
    await server.kill();
    this.#deaths.push(Date.now());
    await Promise.all(striking);
    await simulator.run({ do: "comeBack" });
  }

  async #strike(blow: Blow, simulator: SpawnedSimulator): Promise<void> {
    if (blow === "database killed") {
      const pid = databasePid(this.#dataDir);
      if (pid === null) return;
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself since its file was read.
        return;
      }
    } else if (blow === "connections cut") await simulator.run({ do: "dropConnections" });
    else if (blow === "black hole") await simulator.run({ do: "freezeConnections" });
    else await simulator.run({ do: "goDown" });
    this.#blows[blow]++;
  }

  /** Waits for jobs to succeed; nobody helps them. */
  async #finish(server: ServerProcess, jobs: readonly string[], name: string): Promise<void> {
    let deadline = performance.now() + PEACE;
    let done = 0;
    for (const id of jobs) {
      for (;;) {
        const job = await jobByApi(server, id);
        if (job.state === "SUCCEEDED") break;
        const messages = job.progress?.messages ?? 0;
        if (messages !== done) deadline = performance.now() + PEACE;
        done = messages;
        if (!["QUEUED", "RUNNING"].includes(job.state) || performance.now() > deadline) {
          throw new Error(`The job of ${name || id} came to ${JSON.stringify(job)}`);
        }
        await wait(100);
      }
    }
  }

  async #compare(
    simulator: SpawnedSimulator,
    keys: readonly string[],
  ): Promise<Omit<Survival, "seconds">> {
    await using client = await openArchiveDatabase(this.#dataDir);
    const wrong: string[] = [];
    let [messages, versions] = [0, 0];
    for (const [index, chat] of keys.entries()) {
      const truth = (await simulator.run({ do: "truth", chat })) as readonly TrueMessage[];
      const channelId = markedId({ kind: "channel", id: 1_300_000_000 + index });
      const compared = await compareArchive(client, channelId, truth);
      wrong.push(...compared.wrong);
      messages += compared.messages;
      versions += compared.versions;
    }
    const stats = (await simulator.run({ do: "stats" })) as SimulatorStats;
    for (const problem of stats.problems) wrong.push(`the client broke the protocol: ${problem}`);
    const all = (await simulator.run({ do: "early" })) as readonly EarlyRequest[];
    const isKnown = ({ toldAt }: EarlyRequest): boolean =>
      !this.#deaths.some((death) => toldAt <= death && toldAt > death - UNHEARD);
    const early = all.filter(isKnown);
    return {
      ...{ messages, versions, wrong, early, unknowing: all.length - early.length },
      ...{ blows: this.#blows, requests: stats.requests },
      floods: (stats.fired["nemesis flood wait"] ?? 0) + (stats.fired["nemesis premium wait"] ?? 0),
      connectionsPerKey: Math.max(...stats.connectionsPerKey.map(([, , peak]) => peak)),
    };
  }

  #start(): ServerProcess {
    return startServer({ dataDir: this.#dataDir, variables: this.#variables });
  }
}

async function makeFolder(undo: AsyncDisposableStack): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "telekeep-survival-"));
  undo.defer(async () => {
    // Root's database may lie elsewhere.
    const cluster = await readlink(join(dataDir, "postgres")).catch(() => null);
    if (cluster !== null) await rm(dirname(cluster), { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}
