import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { type SpawnedSimulator, spawnSimulator } from "../simulator/spawn-simulator.ts";
import { presetAccounts } from "../simulator/world/presets/accounts.ts";
import { openArchiveDatabase } from "../survival/archive-database.ts";
import { API_CREDENTIALS, addByApi, jobByApi, signInByApi } from "./archive-by-api.ts";
import type { BareResult } from "./bare-history.ts";
import { startServer } from "./server-process.ts";

const BARE = path.join(import.meta.dirname, "bare-history.ts");
const LOOK_MS = 200;
const run = promisify(execFile);

/** What the system knows of a process. */
export interface ProcessUsage {
  /** Processor time in milliseconds. */
  cpuOf(pid: number): number;
  /** Resident bytes. */
  memoryOf(pid: number): number;
}

/**
 * A Telegram without limits and faults, with one channel of so many ids.
 *
 * @param remembersPages whether it sends them from memory from the second time on
 */
export async function openBenchWorld(
  ids: number,
  remembersPages: boolean,
): Promise<SpawnedSimulator> {
  const loginCodes = { codesPerDay: 1000 };
  return await spawnSimulator({ world: { large: { ids } }, remembersPages, loginCodes });
}

/** Walks through the channel with the bare client library, which throws the messages away. */
export async function walkBare(simulator: SpawnedSimulator): Promise<BareResult> {
  const walk = JSON.stringify({ servers: simulator.servers, username: "large_1" });
  const { stdout } = await run(process.execPath, [BARE, walk]);
  return JSON.parse(stdout) as BareResult;
}

/** What archiving took. */
export interface Archived {
  readonly messages: number;
  /** From the job's start to its end, as the server recorded them. */
  readonly milliseconds: number;
  /** The server's own; the database's is not in it. */
  readonly cpuMilliseconds: number;
  /** The server's resident memory, in megabytes, by messages archived. */
  readonly memory: readonly (readonly [messages: number, megabytes: number])[];
}

/** Archives the channel with a server and a database of their own, which stay until `use` is over. */
export async function withArchive(
  simulator: SpawnedSimulator,
  { cpuOf, memoryOf }: ProcessUsage,
  use: (archived: Archived, connectionString: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "telekeep-bench-"));
  try {
    const servers = path.join(folder, "servers.json");
    await writeFile(servers, JSON.stringify(simulator.servers));
    const variables = { ...API_CREDENTIALS, TELEKEEP_TELEGRAM_SERVERS: servers };
    await using server = startServer({ dataDir: folder, variables });
    await server.ready;
    const pid = server.process.pid ?? 0;
    await signInByApi(server, presetAccounts[0]!);
    const cpu = cpuOf(pid);
    const id = await addByApi(server, "@large_1");
    const memory: [number, number][] = [];
    let job = await jobByApi(server, id);
    for (; job.finishedAt === null; job = await jobByApi(server, id)) {
      memory.push([job.progress?.messages ?? 0, Math.round(memoryOf(pid) / 1e6)]);
      await wait(LOOK_MS);
    }
    const cpuMilliseconds = cpuOf(pid) - cpu;
    if (job.state !== "SUCCEEDED") throw new Error(`The job came to ${JSON.stringify(job)}`);
    const milliseconds = Date.parse(job.finishedAt) - Date.parse(job.startedAt ?? "");
    const messages = job.progress?.messages ?? 0;
    await using database = await openArchiveDatabase(folder);
    const { connectionString } = database;
    await use({ messages, milliseconds, cpuMilliseconds, memory }, connectionString, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
