import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestDatabase } from "./test-database.ts";

const PROGRAM = path.join(import.meta.dirname, "../../packages/server/src/main.ts");

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "telekeep-process-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

const running: Run[] = [];
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    if (child.exitCode === null) child.kill("SIGKILL");
    await ended;
  }
});

function serve(args: string[], variables: Record<string, string> = {}): Run {
  const { DATABASE_URL: _, PG_DSN: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...inherited, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, "close").then(([code]) => code as number | null);
  const run = { child, output: () => output, ended };
  running.push(run);
  return run;
}

const note = (dataDir: string) =>
  vi.waitFor(
    async () => JSON.parse(await readFile(path.join(dataDir, "server.json"), "utf8")) as Note,
    { timeout: 60_000, interval: 50 },
  );

interface Note {
  readonly url: string;
  readonly pid: number;
}

const processesOf = async (dataDir: string): Promise<string[]> => {
  const found: string[] = [];
  for (const pid of (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.includes(dataDir)) found.push(command.replaceAll("\0", " "));
  }
  return found;
};

describe("serve", () => {
  it("starts from nothing, tells where it is, and leaves nothing running when it is stopped", async () => {
    const dataDir = path.join(parent, "fresh");
    const server = serve(["serve", "--data", dataDir, "--port", "0"]);
    const { url, pid } = await note(dataDir);
    expect(pid).toBe(server.child.pid);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const tokenFile = path.join(dataDir, "token");
    expect((await stat(tokenFile)).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o007).toBe(0);
    const token = (await readFile(tokenFile, "utf8")).trim();
    const ask = (authorization: string) =>
      fetch(`${url}/graphql`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ query: "{ server { databaseKind health { isHealthy } } }" }),
      });
    expect((await ask("")).status).toBe(401);
    const answer = await ask(`Bearer ${token}`);
    expect(await answer.json()).toMatchObject({
      data: { server: { databaseKind: "EMBEDDED", health: { isHealthy: true } } },
    });

    const second = serve(["serve", "--data", dataDir, "--port", "0"]);
    expect(await second.ended).toBe(1);
    expect(second.output().trim().split("\n")).toHaveLength(1);
    expect(second.output()).toContain(url);
    expect(second.output()).toContain(String(pid));

    server.child.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    await expect(stat(path.join(dataDir, "server.json"))).rejects.toThrow();
    expect(await processesOf(dataDir)).toEqual([]);
    const password = await readFile(path.join(dataDir, "postgres.password"), "utf8");
    for (const secret of [token, password.trim()]) expect(server.output()).not.toContain(secret);
  });

  it("uses the database it is given, says nothing of its password, and stops on SIGINT", async () => {
    await using database = await createTestDatabase({ migrated: false });
    const dataDir = path.join(parent, "external");
    const server = serve(
      ["serve", "--data", dataDir, "--port", "0", "--verbose", "--log-format", "json"],
      {
        DATABASE_URL: database.connectionString,
        TELEKEEP_LOG_LEVEL: "trace",
      },
    );
    await note(dataDir);
    expect(await readdir(dataDir)).not.toContain("postgres");
    server.child.kill("SIGINT");
    expect(await server.ended).toBe(0);
    const lines = server.output().trim().split("\n");
    expect(lines.every((line) => JSON.parse(line).level !== "error")).toBe(true);
    expect(server.output()).not.toContain(
      new URL(database.connectionString).password || "no password",
    );
  });

  it("lets one of several servers that start at once have the folder, whatever the database", async () => {
    await using database = await createTestDatabase({ migrated: false });
    const dataDir = path.join(parent, "raced");
    const variables = { DATABASE_URL: database.connectionString };
    const servers = [1, 2, 3].map(() =>
      serve(["serve", "--data", dataDir, "--port", "0"], variables),
    );
    const codes = servers.map(({ ended }) => ended);
    const lost = [await Promise.race(codes), await secondOf(codes)];
    expect(lost).toEqual([1, 1]);
    const { pid } = await note(dataDir);
    const winner = servers.find(({ child }) => child.pid === pid);
    expect(winner?.child.exitCode).toBe(null);
    for (const loser of servers) {
      if (loser !== winner) expect(loser.output()).toMatch(/already (using|running)/);
    }
  });

  it("replaces the note of a server that was killed", async () => {
    await using database = await createTestDatabase();
    const dataDir = path.join(parent, "killed");
    const variables = { PG_DSN: database.connectionString };
    const killed = serve(["serve", "--data", dataDir, "--port", "0"], variables);
    const before = await note(dataDir);
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(await readdir(dataDir)).toContain("server.json");
    serve(["serve", "--data", dataDir, "--port", "0"], variables);
    await vi.waitFor(async () => expect((await note(dataDir)).pid).not.toBe(before.pid), 60_000);
  });

  it.each<[string, string[], Record<string, string>]>([
    ["an unknown option", ["serve", "--colour"], {}],
    ["another command", ["dance"], {}],
    ["a port that is none", ["serve", "--port", "http"], {}],
    [
      "contradicting databases",
      ["serve"],
      { DATABASE_URL: "postgres://a/b", PG_DSN: "postgres://a/c" },
    ],
    [
      "a database that does not answer",
      ["serve"],
      { DATABASE_URL: "postgres://me:hunter22@127.0.0.1:1/x" },
    ],
    ["a data folder that cannot be one", ["serve", "--data", "/dev/null/x"], {}],
    ["a port that is taken", ["serve", "--port", "TAKEN"], {}],
  ])("says in one line why it does not start: %s", async (_what, args, variables) => {
    await using database = await createTestDatabase({ migrated: false });
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const dataDir = path.join(parent, `failed-${port}`);
    const run = serve(
      args.map((arg) => arg.replace("TAKEN", String(port))),
      { DATABASE_URL: database.connectionString, TELEKEEP_DATA: dataDir, ...variables },
    );
    expect(await run.ended).toBe(1);
    const lines = run.output().trim().split("\n");
    expect(lines, run.output()).toHaveLength(1);
    expect(lines[0]).toMatch(/^[A-Z-].{20,}/);
    expect(run.output()).not.toMatch(/hunter22|\.ts:\d|node:internal/);
    taken.close();
  });

  it("cleans up after itself when it is stopped while it starts", async () => {
    const dataDir = path.join(parent, "early");
    const server = serve(["serve", "--data", dataDir, "--port", "0"]);
    await vi.waitFor(async () => expect(await readdir(dataDir)).toContain("postgres.lock"), {
      timeout: 60_000,
      interval: 10,
    });
    server.child.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(await processesOf(dataDir)).toEqual([]);
  });

  it("keeps a file in the place of its token from being overwritten", async () => {
    const dataDir = path.join(parent, "odd");
    await mkdir(dataDir, { mode: 0o700 });
    await writeFile(path.join(dataDir, "token"), "something else");
    const run = serve(["serve", "--data", dataDir]);
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain("delete it");
    expect(await readFile(path.join(dataDir, "token"), "utf8")).toBe("something else");
  });
});

/** What the second of these to settle comes to. */
async function secondOf<T>(promises: readonly Promise<T>[]): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  let settled = 0;
  for (const each of promises) void each.then((value) => ++settled === 2 && resolve(value));
  return promise;
}
