import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedPostgres } from "../../packages/core/src/store/embedded-postgres.ts";
import { findFreePort } from "../../packages/core/src/store/free-port.ts";
import { API_CREDENTIALS, addByApi, jobByApi, signInByApi } from "../product/archive-by-api.ts";
import { type ServerProcess, startServer } from "../product/server-process.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { markedId } from "../simulator/source/observe-message.ts";
import { trueMessages } from "../simulator/world/oracle.ts";
import { openArchiveDatabase } from "../survival/archive-database.ts";
import { compareArchive } from "../survival/compare-archive.ts";

const CHANNEL = markedId({ kind: "channel", id: 1_300_000_000 });
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "telekeep-away-"));
  // Root's database runs as another user, and must find its way to the small disk.
  await chmod(folder, 0o711);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A world of one channel, slow enough to strike in the middle of it. */
async function slowWorld(): Promise<Simulator> {
  const simulator = await startSimulator({
    world: { large: { ids: 4_000, content: "long" } },
    faults: [
      {
        ...{ name: "slow", match: { method: "messages.getHistory" } },
        effect: { kind: "delay", ms: 150 },
      },
    ],
  });
  await writeFile(join(folder, "servers.json"), JSON.stringify(simulator.servers));
  return simulator;
}

/** Begins to archive the channel; answers its job once some of it is there. */
async function beginWork(server: ServerProcess, simulator: Simulator): Promise<string> {
  await signInByApi(server, simulator.world.account("anna").spec);
  const job = await addByApi(server, "@large_1");
  for (;;) {
    const { progress } = await jobByApi(server, job);
    if (progress !== null && progress.messages >= 300) return job;
    await wait(50);
  }
}

async function untilDone(server: ServerProcess, job: string): Promise<void> {
  for (;;) {
    const { state, failure } = await jobByApi(server, job).catch(() => ({
      ...{ state: "AWAY", failure: null },
    }));
    expect(failure).toBe(null);
    if (state === "SUCCEEDED") return;
    await wait(100);
  }
}

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot || !canMount())("a full disk (skipped where none can be mounted)", () => {
  it("holds the work up with a sentence, and once there is space it goes on by itself", async () => {
    await using simulator = await slowWorld();
    const disk = join(folder, "disk");
    await mkdir(disk);
    mountDisk(disk, "400m");
    try {
      const dataDir = join(disk, "data");
      const lines: string[] = [];
      const said = Promise.withResolvers<void>();
      await using server = startServer({
        ...{ dataDir, variables: variablesOf(folder) },
        onLog: (line) => {
          lines.push(line);
          if (/no space left/i.test(line)) said.resolve();
        },
      });
      const job = await beginWork(server, simulator);
      const { bavail, bsize } = await statfs(disk);
      // The database may take some of it meanwhile: full is full.
      await writeFile(join(disk, "ballast"), Buffer.alloc(bavail * bsize)).catch(() => {});
      await said.promise;
      expect(server.process.exitCode).toBe(null);
      await rm(join(disk, "ballast"));
      await untilDone(server, job);
      await using client = await openArchiveDatabase(dataDir);
      const truth = [...trueMessages(simulator.world, "large1")];
      expect(await compareArchive(client, CHANNEL, truth)).toMatchObject({ wrong: [] });
    } finally {
      execFileSync("umount", [disk]);
    }
  });
});

describe("a database of one's own that goes away", () => {
  it("holds the work up with a sentence, and when it is back it goes on by itself", async () => {
    await using simulator = await slowWorld();
    const port = await findFreePort();
    const place = { dataDir: join(folder, "database"), port, durable: false };
    const first = await startEmbeddedPostgres(place);
    const { connectionString } = first;
    const said = Promise.withResolvers<string>();
    await using server = startServer({
      dataDir: join(folder, "data"),
      variables: { ...variablesOf(folder), DATABASE_URL: connectionString },
      onLog: (line) => {
        if (/queue waits for the database/.test(line)) said.resolve(line);
      },
    });
    const job = await beginWork(server, simulator);
    await first.stop();
    expect(await said.promise).toMatch(/The database does not answer .*work goes on by itself/);
    await using _second = await startEmbeddedPostgres(place);
    await untilDone(server, job);
    const client = new pg.Client({ connectionString });
    await client.connect();
    const truth = [...trueMessages(simulator.world, "large1")];
    expect(await compareArchive(client, CHANNEL, truth)).toMatchObject({ wrong: [] });
    await client.end();
    await server.stop();
  });
});

function variablesOf(place: string): Record<string, string> {
  return { ...API_CREDENTIALS, TELEKEEP_TELEGRAM_SERVERS: join(place, "servers.json") };
}

/** Containers often may not. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "telekeep-mount-"));
  try {
    mountDisk(probe, "1m");
    execFileSync("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function mountDisk(place: string, size: string): void {
  const options = `size=${size},mode=755`;
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place], { stdio: "ignore" });
}
