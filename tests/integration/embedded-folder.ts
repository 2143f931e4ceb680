import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { startEmbeddedPostgres } from "../../packages/core/src/store/embedded-postgres.ts";
import { isPostmaster, readPostmasterFile } from "../../packages/core/src/store/postmaster-file.ts";
import { killAllOwners } from "./spawn-owner.ts";

export type Address = { readonly connectionString: string };

/** A data folder for each test of the file that asks for one, gone after it with its server. */
export class EmbeddedFolder {
  /** Not there at first. */
  dataDir = "";
  cluster = "";
  #folder = "";
  #made = "";

  /** Registers itself with the tests of the calling file. */
  static forEachTest(): EmbeddedFolder {
    const folder = new EmbeddedFolder();
    beforeAll(() => folder.#makeOnce());
    afterAll(() => rmSync(folder.#made, { recursive: true }));
    beforeEach(() => folder.#open());
    afterEach(() => folder.#close());
    return folder;
  }

  /** Begins with a database that has been started before, which is quicker than making one. */
  copyMade(): void {
    cpSync(this.#made, this.dataDir, { recursive: true });
  }

  /** Kills the postmaster and all its children with one signal to their process group. */
  killServer(): void {
    const pid = this.postmaster();
    if (pid !== undefined && isPostmaster(pid, this.cluster)) process.kill(-pid, "SIGKILL");
  }

  /** Process id in `postmaster.pid`. */
  postmaster(): number | undefined {
    return readPostmasterFile(this.cluster)?.pid;
  }

  /** The user that servers run as, when it is another than ours. */
  serverUser(): { uid?: number; gid?: number } {
    if (process.getuid?.() !== 0) return {};
    const { uid, gid } = statSync(path.join(this.#made, "postgres"));
    return { uid, gid };
  }

  /** Folders of clusters that are being made, or were left behind. */
  unfinished(): string[] {
    if (!existsSync(this.dataDir)) return [];
    return readdirSync(this.dataDir).filter((name) => name.startsWith("postgres.new-"));
  }

  async #makeOnce(): Promise<void> {
    this.#made = mkdtempSync(path.join(tmpdir(), "telekeep-embedded-"));
    await (await startEmbeddedPostgres({ dataDir: this.#made })).stop();
  }

  #open(): void {
    this.#folder = mkdtempSync(path.join(tmpdir(), "telekeep-embedded-"));
    chmodSync(this.#folder, 0o755);
    this.dataDir = path.join(this.#folder, "data");
    this.cluster = path.join(this.dataDir, "postgres");
  }

  #close(): void {
    // A test that failed may have left them running.
    killAllOwners();
    this.killServer();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export async function connect({ connectionString }: Address) {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

/** Commits a row. */
export async function insert(server: Address, value: number): Promise<void> {
  await using client = await connect(server);
  await client.query("CREATE TABLE IF NOT EXISTS kept (value int)");
  await client.query("INSERT INTO kept VALUES ($1)", [value]);
}

/** The rows that were committed. */
export async function rows(server: Address): Promise<number[]> {
  await using client = await connect(server);
  await client.query("CREATE TABLE IF NOT EXISTS kept (value int)");
  const result = await client.query<{ value: number }>("SELECT value FROM kept ORDER BY value");
  return result.rows.map((row) => row.value);
}

/** Waits for something that no event tells of. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await delay(5);
}
