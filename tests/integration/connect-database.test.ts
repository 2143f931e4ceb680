import { createPrismaClient } from "@telekeep/prisma/client";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { checkDatabase, connectDatabase } from "../../packages/core/src/store/connect.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
});

afterEach(() => database[Symbol.asyncDispose]());

describe("connecting to a database", () => {
  it("finds an ordinary one suitable, and makes the extensions it needs", async () => {
    const pool = await connectDatabase({ ...database, applicationName: "telekeep-test" });
    await checkDatabase(pool);
    await checkDatabase(pool);
    const { rows } = await pool.query(
      `SELECT current_setting('application_name') AS name, array_agg(extname::text ORDER BY extname)
         AS extensions FROM pg_extension WHERE extname <> 'plpgsql'`,
    );
    expect(rows).toEqual([{ name: "telekeep-test", extensions: ["pg_trgm", "unaccent"] }]);
    await pool.end();
  });

  it("names the server that does not answer, but not the password", async () => {
    const connectionString = "postgresql://someone:secret@127.0.0.1:1/archive";
    const failure = connectDatabase({ connectionString, applicationName: "test" });
    await expect(failure).rejects.toMatchObject({
      code: "DATABASE_UNREACHABLE",
      message: expect.stringContaining("127.0.0.1:1/archive cannot be used (connect ECONNREFUSED"),
    });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
  });

  it("survives connections that are cut while idle", async () => {
    const messages: string[] = [];
    const log = (message: string) => messages.push(message);
    const pool = await connectDatabase({ ...database, applicationName: "cut", log });
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'",
    );
    await expect.poll(() => messages.length).toBe(1);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

describe("a database that cannot search every language", () => {
  const name = `telekeep_ascii_${process.pid}`;

  it.each([
    ["SQL_ASCII", "its encoding is SQL_ASCII"],
    ["UTF8", "it does not know the case of letters beyond ASCII"],
  ])("is refused with encoding %s and locale C", async (encoding, problem) => {
    const admin = new pg.Client({ connectionString: inject("testServer") });
    await admin.connect();
    await admin.query(
      `CREATE DATABASE ${name} TEMPLATE template0
         ENCODING '${encoding}' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    const { href } = Object.assign(new URL(inject("testServer")), { pathname: `/${name}` });
    const pool = await connectDatabase({ connectionString: href, applicationName: "test" });
    await expect(checkDatabase(pool)).rejects.toMatchObject({
      code: "DATABASE_UNSUITABLE",
      message: expect.stringMatching(new RegExp(`${problem}.*CREATE DATABASE .* ENCODING 'UTF8'`)),
    });
    await pool.end();
    await admin.query(`DROP DATABASE ${name}`);
    await admin.end();
  });
});

describe("Prisma's client", () => {
  it("works over a pool of ours, prepares what it repeats, and leaves the pool open", async () => {
    await using migrated = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: migrated.connectionString, max: 1 });
    const prisma = createPrismaClient(pool);
    expect(await prisma.channel.count()).toBe(0);
    expect(await prisma.channel.count()).toBe(0);
    await prisma.$disconnect();
    const { rows } = await pool.query("SELECT statement FROM pg_prepared_statements");
    expect(rows).toHaveLength(1);
    expect(rows[0].statement).toContain("channel");
    await pool.end();
  });

  it("prepares nothing when told so", async () => {
    await using migrated = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: migrated.connectionString, max: 1 });
    const prisma = createPrismaClient(pool, { preparedStatements: false });
    await prisma.channel.count();
    expect((await pool.query("SELECT FROM pg_prepared_statements")).rowCount).toBe(0);
    await prisma.$disconnect();
    await pool.end();
  });
});
