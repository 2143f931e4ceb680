import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export interface TestDatabase extends AsyncDisposable {
  readonly connectionString: string;
  readonly pool: pg.Pool;
}

export interface TestDatabaseOptions {
  /** `false`: an empty database instead of a migrated one. */
  readonly migrated?: boolean;
}

/** A database of the caller's own, migrated, dropped on dispose with every connection to it. */
export async function createTestDatabase({
  migrated = true,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject("testServer");
  const name = `telekeep_test_${randomUUID().replaceAll("-", "")}`;
  const template = migrated ? inject("testTemplate") : "template0";
  await administrate(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const connectionString = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const pool = new pg.Pool({ connectionString, max: 10 });
  // Dropping the database cuts what a test left open; that is no failure of the test.
  pool.on("error", () => {});
  return {
    connectionString,
    pool,
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await drop(server, name);
    },
  };
}

/**
 * Connections that were just ended leave the server a moment later; without FORCE it gives them
 * that moment. Cut, they would be an error of a client that nobody listens to any more.
 */
async function drop(server: string, name: string): Promise<void> {
  try {
    await administrate(server, `DROP DATABASE ${name}`);
  } catch (error) {
    if ((error as { code?: string }).code !== OBJECT_IN_USE) throw error;
    await administrate(server, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

const OBJECT_IN_USE = "55006";

async function administrate(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
