import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { checkDatabase, connectDatabase } from "../../packages/core/src/store/connect.ts";
import { startEmbeddedPostgres } from "../../packages/core/src/store/embedded-postgres.ts";
import { isPostmaster } from "../../packages/core/src/store/postmaster-file.ts";
import { connect, EmbeddedFolder, insert, rows } from "./embedded-folder.ts";
import { spawnOwner, started, stopOwner } from "./spawn-owner.ts";

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === "linux";
const folder = EmbeddedFolder.forEachTest();

describe("a started server", () => {
  it("knows the letters of every language, also when LANG is unset", async () => {
    const owner = await spawnOwner(
      { dataDir: folder.dataDir },
      { env: { PATH: process.env["PATH"] ?? "" } },
    );
    const pool = await connectDatabase({ ...started(owner), applicationName: "test" });
    await checkDatabase(pool);
    const { rows } = await pool.query(`
      SELECT lower('ПРИВЕТ ÀÉ') AS lower, cardinality(show_trgm('привет')) > 0 AS cyrillic,
             cardinality(show_trgm('你好')) > 0 AS chinese, 'Привет' ILIKE 'прИ%' AS ilike,
             current_setting('timezone') AS timezone`);
    expect(rows).toEqual([
      {
        ...{ lower: "привет àé", cyrillic: true, chinese: true, ilike: true },
        timezone: "UTC",
      },
    ]);
    await pool.end();
    await stopOwner(owner);
  });

  it("keeps its password to itself", async () => {
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    const password = new URL(server.connectionString).password;
    expect(password.length).toBeGreaterThan(40);
    expect(inspect(server, { depth: 9, showHidden: true })).not.toContain(password);
    expect(JSON.stringify(server)).not.toContain(password);
    expect(readFileSync(path.join(folder.dataDir, "postgres.log"), "utf8")).not.toContain(password);
    for (const name of ["postgres.password", "postgres.log"]) {
      expect(statSync(path.join(folder.dataDir, name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(folder.dataDir).mode & 0o007).toBe(0);
    if (isLinux) expect(allArgumentsAndEnvironments()).not.toContain(password);
  });

  it("listens on loopback alone and asks for the password", async () => {
    folder.copyMade();
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    await using client = await connect(server);
    const { rows } = await client.query(`
      SELECT current_setting('listen_addresses') AS addresses,
             current_setting('unix_socket_directories') AS sockets,
             current_setting('fsync') AS fsync`);
    expect(rows).toEqual([{ addresses: "127.0.0.1", sockets: "", fsync: "on" }]);
    const url = Object.assign(new URL(server.connectionString), { password: "wrong" });
    await expect(connect({ connectionString: url.href })).rejects.toThrow("authentication failed");
    const hba = readFileSync(path.join(folder.cluster, "pg_hba.conf"), "utf8");
    expect(hba).not.toMatch(/^[^#]*\b(trust|password|md5)$/m);
  });

  it("keeps what was committed when it is stopped and started", async () => {
    folder.copyMade();
    const first = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    await insert(first, 1);
    const postmaster = folder.postmaster() ?? 0;
    await first.stop();
    await first.stop();
    expect(folder.postmaster()).toBeUndefined();
    expect(isPostmaster(postmaster, folder.cluster)).toBe(false);

    await using second = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(second.adopted).toBe(false);
    expect(await rows(second)).toEqual([1]);
  });
});

describe("one owner at a time", () => {
  it("names the process that owns the folder", async () => {
    folder.copyMade();
    const owner = await spawnOwner({ dataDir: folder.dataDir });
    await expect(startEmbeddedPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: "DATABASE_IN_USE",
      pid: owner.pid,
      message: expect.stringContaining(`The process ${owner.pid} is already using the database`),
    });
    await insert(started(owner), 1);
    await stopOwner(owner);
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(await rows(server)).toEqual([1]);
  });

  it("holds within one process too", async () => {
    folder.copyMade();
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    await expect(startEmbeddedPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      pid: process.pid,
    });
    await insert(server, 1);
    expect(await rows(server)).toEqual([1]);
  });

  it("is decided between starts at the same instant on a fresh folder", async () => {
    const owners = await Promise.all([1, 2, 3].map(() => spawnOwner({ dataDir: folder.dataDir })));
    const winners = owners.filter((owner) => owner.started);
    expect(winners.length).toBe(1);
    for (const { failed } of owners.filter((owner) => owner.failed)) {
      expect(failed).toMatchObject({ code: "DATABASE_IN_USE", pid: winners[0]?.pid });
    }
    await insert(started(winners[0]), 1);
    await stopOwner(winners[0]);
  });
});

describe("what it refuses", () => {
  it("refuses files of a newer PostgreSQL and leaves them as they are", async () => {
    folder.copyMade();
    writeFileSync(path.join(folder.cluster, "PG_VERSION"), "99\n");
    await expect(startEmbeddedPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: "DATABASE_VERSION_MISMATCH",
      message: expect.stringContaining("was made by PostgreSQL 99 but"),
    });
    writeFileSync(path.join(folder.cluster, "PG_VERSION"), "18\n");
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(await rows(server)).toEqual([]);
  });

  it("refuses a folder that holds something else", async () => {
    mkdirSync(folder.cluster, { recursive: true });
    writeFileSync(path.join(folder.cluster, "thesis.txt"), "mine");
    await expect(startEmbeddedPostgres({ dataDir: folder.dataDir })).rejects.toMatchObject({
      code: "DATABASE_FOLDER_UNUSABLE",
    });
    expect(readdirSync(folder.cluster)).toEqual(["thesis.txt"]);
  });

  it("says that a port is taken", async () => {
    folder.copyMade();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(startEmbeddedPostgres({ dataDir: folder.dataDir, port })).rejects.toMatchObject({
      code: "DATABASE_PORT_TAKEN",
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    other.close();
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir, port });
    expect(server.port).toBe(port);
  });

  it("says that a folder cannot be written", async () => {
    mkdirSync(folder.dataDir);
    chmodSync(folder.dataDir, 0o555);
    const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};
    const { failed } = await spawnOwner({ dataDir: folder.dataDir }, nobody);
    expect(failed).toMatchObject({ code: "DATABASE_FOLDER_UNUSABLE" });
    expect(failed?.message).toContain(folder.dataDir);
    expect(readdirSync(folder.dataDir)).toEqual([]);
  });
});

function allArgumentsAndEnvironments(): string {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return execFileSync(
    "sh",
    [
      "-c",
      'for f in "$@"; do cat "/proc/$f/cmdline" "/proc/$f/environ"; done 2>/dev/null; true',
      "-",
    ].concat(processes),
    { encoding: "latin1", maxBuffer: 64 * 1024 * 1024 },
  );
}
