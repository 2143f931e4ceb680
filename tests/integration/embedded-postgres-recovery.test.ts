import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { connectDatabase } from "../../packages/core/src/store/connect.ts";
import { startEmbeddedPostgres } from "../../packages/core/src/store/embedded-postgres.ts";
import { isPostmaster, readPostmasterFile } from "../../packages/core/src/store/postmaster-file.ts";
import { EmbeddedFolder, insert, rows, until } from "./embedded-folder.ts";
import { killOwner, spawnOwner, started } from "./spawn-owner.ts";

const folder = EmbeddedFolder.forEachTest();

describe("a server that is killed", () => {
  it("is started again on its port when it is killed", async () => {
    folder.copyMade();
    const messages: string[] = [];
    await using server = await startEmbeddedPostgres({
      dataDir: folder.dataDir,
      log: (line) => messages.push(line),
    });
    await insert(server, 1);
    const pool = await connectDatabase({
      connectionString: server.connectionString,
      applicationName: "test",
    });
    const pid = folder.postmaster() ?? 0;
    process.kill(pid, "SIGKILL");
    await until(async () => {
      const file = readPostmasterFile(folder.cluster);
      return file?.status === "ready" && file.pid !== pid && isPostmaster(file.pid, folder.cluster);
    });
    const { rows: kept } = await pool.query("SELECT value FROM kept");
    expect(kept).toEqual([{ value: 1 }]);
    expect(messages.join()).toContain("PostgreSQL ended unexpectedly (SIGKILL)");
    await pool.end();
  });
});

describe("after a crash", () => {
  it("takes over the server of a killed owner as it runs", async () => {
    folder.copyMade();
    const owner = await spawnOwner({ dataDir: folder.dataDir });
    await insert(started(owner), 1);
    const postmaster = folder.postmaster();
    await killOwner(owner);
    await insert(started(owner), 2);

    const server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(server).toMatchObject({ adopted: true, port: owner.started?.port });
    expect(folder.postmaster()).toBe(postmaster);
    expect(await rows(server)).toEqual([1, 2]);
    await server.stop();
    expect(folder.postmaster()).toBeUndefined();
  });

  it("restarts a server that was taken over when that one is killed", async () => {
    folder.copyMade();
    const owner = await spawnOwner({ dataDir: folder.dataDir });
    await insert(started(owner), 1);
    await killOwner(owner);
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    const pid = folder.postmaster() ?? 0;
    process.kill(pid, "SIGKILL");
    await until(async () => (folder.postmaster() ?? pid) !== pid);
    await until(() =>
      rows(server).then(
        () => true,
        () => false,
      ),
    );
    expect(await rows(server)).toEqual([1]);
  });

  it("keeps every committed row when everything is killed at once", async () => {
    folder.copyMade();
    for (let round = 1; round <= 3; round++) {
      const owner = await spawnOwner({ dataDir: folder.dataDir });
      await insert(started(owner), round);
      // Both at once: the owner must have no chance to start its server again.
      owner.process.kill("SIGSTOP");
      folder.killServer();
      await killOwner(owner);
    }
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(server.adopted).toBe(false);
    expect(await rows(server)).toEqual([1, 2, 3]);
  });

  it("does not take a stranger for its server, though it has the number in postmaster.pid", async () => {
    folder.copyMade();
    const stranger = spawn("sleep", ["600"], { stdio: "ignore", ...folder.serverUser() });
    writeFileSync(
      path.join(folder.cluster, "postmaster.pid"),
      [stranger.pid, folder.cluster, 1, 5432, "", "127.0.0.1", "  1  1", "ready   ", ""].join("\n"),
    );
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(server.adopted).toBe(false);
    expect(server.port).not.toBe(5432);
    expect(await rows(server)).toEqual([]);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  it("starts over an empty postmaster.pid, which a full disk leaves", async () => {
    folder.copyMade();
    writeFileSync(path.join(folder.cluster, "postmaster.pid"), "");
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(await rows(server)).toEqual([]);
  });

  it("completes a first start that was cut short", async () => {
    const stop = new AbortController();
    const cut = startEmbeddedPostgres({ dataDir: folder.dataDir, signal: stop.signal });
    const rejected = expect(cut).rejects.toThrow();
    await until(() => folder.unfinished().length > 0);
    stop.abort();
    await rejected;
    expect(existsSync(folder.cluster)).toBe(false);
    mkdirSync(path.join(folder.dataDir, "postgres.new-killed", "data"), { recursive: true });

    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    await insert(server, 1);
    expect(folder.unfinished()).toEqual([]);
  });

  it("gets a new password when the file of the old one is lost", async () => {
    folder.copyMade();
    const first = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    await insert(first, 1);
    await first.stop();
    rmSync(path.join(folder.dataDir, "postgres.password"));
    await using server = await startEmbeddedPostgres({ dataDir: folder.dataDir });
    expect(server.connectionString.includes(new URL(first.connectionString).password)).toBe(false);
    expect(await rows(server)).toEqual([1]);
  });
});
