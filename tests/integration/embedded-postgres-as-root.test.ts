import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../packages/core/src/store/embedded-postgres.ts";
import { spawnOwner, stopOwner } from "./spawn-owner.ts";

// PostgreSQL refuses to run as root, so root's servers run as somebody else; and only root can mount
// the small disk that fills up.
const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65534, gid: 65534 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telekeep-root-"));
  chmodSync(folder, 0o755);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!isRoot)("a server of root's", () => {
  it("lives elsewhere when its user cannot enter the folders above, and is found again", async () => {
    const closed = path.join(folder, "root");
    mkdirSync(closed, { mode: 0o700 });
    const options = { dataDir: path.join(closed, "data"), systemDir: path.join(folder, "system") };
    const first = await startEmbeddedPostgres(options);
    await remember(first, "relocated");
    await first.stop();
    expect(lstatSync(path.join(options.dataDir, "postgres")).isSymbolicLink()).toBe(true);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    expect(statSync(options.dataDir).mode & 0o777).toBe(0o700);

    await using second = await startEmbeddedPostgres(options);
    expect(await remembered(second)).toEqual(["relocated"]);
    await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({ code: "DATABASE_IN_USE" });
  });

  it("says so when the place it lives in is gone, instead of starting anew", async () => {
    const closed = path.join(folder, "root");
    mkdirSync(closed, { mode: 0o700 });
    const options = { dataDir: path.join(closed, "data"), systemDir: path.join(folder, "system") };
    await (await startEmbeddedPostgres(options)).stop();
    rmSync(options.systemDir, { recursive: true });
    await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({
      code: "DATABASE_FOLDER_UNUSABLE",
      message: expect.stringContaining("which is not there"),
    });
  });

  it("lets its user through the data folder, and nobody else", async () => {
    const dataDir = path.join(folder, "data");
    await using server = await startEmbeddedPostgres({ dataDir });
    await remember(server, "in place");
    const { mode, uid, gid } = statSync(dataDir);
    const cluster = statSync(path.join(dataDir, "postgres"));
    expect({ mode: mode & 0o777, uid, gid }).toEqual({ mode: 0o710, uid: 0, gid: cluster.gid });
    expect(cluster.uid).not.toBe(0);
    expect(statSync(path.join(dataDir, "postgres.password")).uid).toBe(0);
  });

  it("runs on as the user whose data folder it is, and leaves it usable for that user", async () => {
    const dataDir = path.join(folder, "data");
    mkdirSync(dataDir, { mode: 0o700 });
    execFileSync("chown", ["65534:65534", dataDir]);
    const before = await spawnOwner({ dataDir }, NOBODY);
    expect(before.failed).toBeUndefined();
    await stopOwner(before);

    const server = await startEmbeddedPostgres({ dataDir });
    await remember(server, "by root");
    await server.stop();
    expect(readdirSync(dataDir).map((name) => statSync(path.join(dataDir, name)).uid)).toEqual(
      readdirSync(dataDir).map(() => NOBODY.uid),
    );

    const after = await spawnOwner({ dataDir }, NOBODY);
    expect(await remembered(after.started as EmbeddedPostgres)).toEqual(["by root"]);
    await stopOwner(after);
  });

  it("takes a cluster that was restored as root's", async () => {
    const dataDir = path.join(folder, "data");
    const first = await startEmbeddedPostgres({ dataDir });
    await remember(first, "restored");
    await first.stop();
    execFileSync("chown", ["-R", "0:0", dataDir]);
    chmodSync(path.join(dataDir, "postgres"), 0o755);
    await using second = await startEmbeddedPostgres({ dataDir });
    expect(await remembered(second)).toEqual(["restored"]);
  });
});

describe.skipIf(!isRoot || !canMount())("a full disk", () => {
  let disk: string;

  beforeEach(() => {
    disk = path.join(folder, "disk");
    mkdirSync(disk);
  });

  afterEach(() => {
    execFileSync("umount", [disk]);
  });

  it("stops a first start with one sentence and leaves nothing unfinished", async () => {
    mount(disk, "16m");
    await expect(startEmbeddedPostgres({ dataDir: path.join(disk, "data") })).rejects.toMatchObject(
      { code: "DATABASE_DISK_FULL", message: expect.stringContaining("no space left") },
    );
    expect(existsSync(path.join(disk, "data", "postgres"))).toBe(false);
    expect(readdirSync(path.join(disk, "data")).filter((name) => name.includes("new"))).toEqual([]);
  });

  it("loses nothing that was stored, and the next start works once there is space", async () => {
    mount(disk, "96m");
    const dataDir = path.join(disk, "data");
    const messages: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, log: (line) => messages.push(line) });
    await remember(server, "before");
    const ballast = path.join(disk, "ballast");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    await expect(fill(server)).rejects.toThrow();
    await server.stop();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: "DATABASE_DISK_FULL",
    });

    rmSync(ballast);
    await using again = await startEmbeddedPostgres({ dataDir });
    expect(await remembered(again)).toEqual(["before"]);
  });
});

function canMount(): boolean {
  const probe = mkdtempSync(path.join(tmpdir(), "telekeep-mount-"));
  try {
    mount(probe, "1m");
    execFileSync("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

function mount(folderOfDisk: string, size: string): void {
  const options = ["-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", folderOfDisk];
  execFileSync("mount", options, { stdio: "ignore" });
}

async function withClient<T>(
  { connectionString }: Pick<EmbeddedPostgres, "connectionString">,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function remember(server: EmbeddedPostgres, word: string): Promise<unknown> {
  return withClient(server, async (client) => {
    await client.query("CREATE TABLE IF NOT EXISTS words (word text)");
    await client.query("INSERT INTO words VALUES ($1)", [word]);
  });
}

function remembered(server: Pick<EmbeddedPostgres, "connectionString">): Promise<string[]> {
  return withClient(server, async (client) => {
    const { rows } = await client.query<{ word: string }>("SELECT word FROM words");
    return rows.map((row) => row.word);
  });
}

/** Writes until the server can no more; 64 MB of log are sure to be more than there is. */
function fill(server: EmbeddedPostgres): Promise<unknown> {
  return withClient(server, (client) =>
    client.query(
      `CREATE TABLE filler AS
       SELECT g, md5(g::text) || md5((-g)::text) AS noise FROM generate_series(1, 1000000) g`,
    ),
  );
}
