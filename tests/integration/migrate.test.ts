import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@telekeep/prisma/migrate";
import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isUpToDate, SchemaEngine } from "../../prisma/schema-engine.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const FIRST = { "1_first": "CREATE TABLE first (id int PRIMARY KEY);" };
const TWO = { ...FIRST, "2_second": "CREATE TABLE second (id int PRIMARY KEY);" };

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  directory = await mkdtemp(path.join(tmpdir(), "telekeep-migrations-"));
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

describe("migrations agree with Prisma", () => {
  it("leaves Prisma's engine nothing to do, and itself neither", async () => {
    const { applied } = await migrate(database.connectionString);
    expect(applied.length).toBeGreaterThan(0);

    expect(await migrate(database.connectionString)).toEqual({ applied: [] });
    await using engine = await SchemaEngine.open(database);
    expect(isUpToDate(await engine.diagnose())).toBe(true);
    expect(await engine.deploy()).toEqual([]);
  });

  it("has nothing to do after Prisma's engine", async () => {
    {
      await using engine = await SchemaEngine.open(database);
      expect((await engine.deploy()).length).toBeGreaterThan(0);
    }
    expect(await migrate(database.connectionString)).toEqual({ applied: [] });
  });

  it("makes the history table that Prisma makes, and rows like Prisma's", async () => {
    await using other = await createTestDatabase({ migrated: false });
    await write(FIRST);
    await using engine = await SchemaEngine.open({ ...other, directory });
    await engine.deploy();
    await migrate(database.connectionString, { directory });

    expect(await historyColumns(database.pool)).toEqual(await historyColumns(other.pool));
    expect(await historyRows(database.pool)).toEqual(await historyRows(other.pool));
  });

  it("records a failure as Prisma does", async () => {
    await using other = await createTestDatabase({ migrated: false });
    await write({ "1_broken": "CREATE TABLE kept_by_nobody (id int);\nSELECT 1 / 0;" });
    await using engine = await SchemaEngine.open({ ...other, directory });
    await expect(engine.deploy()).rejects.toThrow();
    await expect(migrate(database.connectionString, { directory })).rejects.toThrow();

    expect(await historyRows(database.pool)).toEqual(await historyRows(other.pool));
    await using second = await SchemaEngine.open({ ...database, directory });
    expect((await second.diagnose()).failedMigrationNames).toEqual(["1_broken"]);
  });
});

describe("a migration that fails", () => {
  it("leaves nothing behind, says where, and goes through once mended", async () => {
    await write({ ...FIRST, "2_broken": "CREATE TABLE half (id int);\n-- é😀\nSELECT nonsense;" });
    const failure = migrate(database.connectionString, { directory });
    await expect(failure).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining('line 3: column "nonsense" does not exist'),
    });
    expect(await tables()).toEqual(["_prisma_migrations", "first"]);

    await write({ ...FIRST, "2_broken": "CREATE TABLE half (id int);" });
    expect(await migrate(database.connectionString, { directory })).toEqual({
      applied: ["2_broken"],
    });
    await using engine = await SchemaEngine.open({ ...database, directory });
    expect(isUpToDate(await engine.diagnose())).toBe(true);
  });

  it("leaves nothing behind when its connection is cut, and the next call completes it", async () => {
    const holder = await database.pool.connect();
    await holder.query("SELECT pg_advisory_lock(1)");
    const waits = "CREATE TABLE half (id int); SELECT pg_advisory_lock(1), pg_advisory_unlock(1);";
    await write({ ...FIRST, "2_waits": waits });
    const cut = migrate(database.connectionString, { directory });
    const rejected = expect(cut).rejects.toThrow();
    await terminateWaiter();
    await rejected;
    await holder.query("SELECT pg_advisory_unlock(1)");
    holder.release();

    expect(await tables()).toEqual(["_prisma_migrations", "first"]);
    expect(await migrate(database.connectionString, { directory })).toEqual({
      applied: ["2_waits"],
    });
  });

  it("is refused when it would end its own transaction", async () => {
    await write({ "1_commits": "CREATE TABLE a (id int); COMMIT; CREATE TABLE b (id int);" });
    await expect(migrate(database.connectionString, { directory })).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("take BEGIN, COMMIT and ROLLBACK out of it"),
    });
    const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM _prisma_migrations");
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe("a database that is not for this program", () => {
  it("is refused when a newer version made it, and left as it is", async () => {
    await write(TWO);
    await migrate(database.connectionString, { directory });
    await rm(path.join(directory, "2_second"), { recursive: true });
    await write({ ...FIRST, "1_zeroth": "CREATE TABLE zeroth (id int);" });

    await expect(migrate(database.connectionString, { directory })).rejects.toMatchObject({
      code: "DATABASE_TOO_NEW",
      message: expect.stringContaining("made by a newer version"),
    });
    expect(await tables()).toEqual(["_prisma_migrations", "first", "second"]);
  });

  it("is refused when an applied migration was edited, but not for its line ends", async () => {
    const sql = "CREATE TABLE first (\n  id int PRIMARY KEY\n);\n";
    await write({ "1_first": sql });
    await migrate(database.connectionString, { directory });

    await write({ "1_first": sql.replaceAll("\n", "\r\n") });
    expect(await migrate(database.connectionString, { directory })).toEqual({ applied: [] });

    await write({ "1_first": `${sql}-- edited` });
    await expect(migrate(database.connectionString, { directory })).rejects.toMatchObject({
      code: "MIGRATION_EDITED",
    });
  });

  it("is refused when it holds another program's tables, but not an extension's", async () => {
    await database.pool.query("CREATE TABLE wp_posts (id int)");
    await expect(migrate(database.connectionString)).rejects.toMatchObject({
      code: "DATABASE_NOT_EMPTY",
      message: expect.stringContaining("wp_posts"),
    });
    expect(await tables()).toEqual(["wp_posts"]);

    await database.pool.query(
      "CREATE EXTENSION pg_trgm; ALTER EXTENSION pg_trgm ADD TABLE wp_posts",
    );
    await write(FIRST);
    expect((await migrate(database.connectionString, { directory })).applied).toEqual(["1_first"]);
  });
});

describe("several migrators", () => {
  it("apply each migration once between them", async () => {
    await write(TWO);
    const runs = [1, 2, 3, 4].map(() => migrate(database.connectionString, { directory }));
    const applied = (await Promise.all(runs)).flatMap((run) => run.applied);
    expect(applied.toSorted()).toEqual(["1_first", "2_second"]);
  });

  it("can be told to stop waiting for each other", async () => {
    await write(FIRST);
    const holder = await database.pool.connect();
    await holder.query("SELECT pg_advisory_lock(72707369)");
    const stop = new AbortController();
    const waiting = migrate(database.connectionString, { directory, signal: stop.signal });
    const rejected = expect(waiting).rejects.toThrow("enough");
    stop.abort(new Error("enough"));
    await rejected;
    expect(await tables()).toEqual([]);
    holder.release(true);
  });

  it("work on a connection of the caller's and leave it usable", async () => {
    await write(TWO);
    const client = await database.pool.connect();
    try {
      expect((await migrate(client, { directory })).applied).toEqual(["1_first", "2_second"]);
      const { rows } = await client.query("SELECT current_setting('statement_timeout') AS t");
      expect(rows).toEqual([{ t: "0" }]);
      const locks = await client.query(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
      );
      expect(locks.rowCount).toBe(0);
    } finally {
      client.release();
    }
  });
});

it("says so when its own migrations are not there", async () => {
  const missing = path.join(directory, "nowhere");
  await expect(migrate(database.connectionString, { directory: missing })).rejects.toMatchObject({
    code: "MIGRATIONS_MISSING",
  });
});

async function write(migrations: Record<string, string>): Promise<void> {
  await writeFile(path.join(directory, "migration_lock.toml"), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(migrations)) {
    await mkdir(path.join(directory, name), { recursive: true });
    await writeFile(path.join(directory, name, "migration.sql"), sql);
  }
}

async function tables(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  return rows.map((row) => row.name);
}

async function historyColumns(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query(`
    SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
    FROM information_schema.columns WHERE table_name = '_prisma_migrations'
    ORDER BY ordinal_position`);
  return rows;
}

async function historyRows(pool: Pool): Promise<unknown[]> {
  const { rows } = await pool.query(`
    SELECT checksum, migration_name, applied_steps_count, logs IS NULL AS has_no_logs,
           rolled_back_at, finished_at >= started_at AS finished, length(id) AS id_length
    FROM _prisma_migrations ORDER BY started_at`);
  return rows;
}

/** Cuts the connection that waits for the test's lock, as soon as there is one. */
async function terminateWaiter(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query(`
      SELECT pg_terminate_backend(pid) FROM pg_locks
      WHERE locktype = 'advisory' AND objid = 1 AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    if (rows.length > 0) return;
  }
}
