import { randomUUID } from "node:crypto";
import type { ClientBase } from "pg";
import { checksumOf, type MigrationFile } from "./migration-files.ts";

/** A row of `_prisma_migrations` that counts: it was not rolled back. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  /** False: it was started and failed. */
  readonly finished: boolean;
}

/** The table exactly as Prisma's schema engine creates it (compared with the engine in a test). */
const CREATE_HISTORY = `
  CREATE TABLE _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/** What was applied to this database, or `undefined` when nothing ever was. */
export async function readHistory(client: ClientBase): Promise<AppliedMigration[] | undefined> {
  const { rows: tables } = await client.query(
    "SELECT 1 FROM pg_tables WHERE schemaname = current_schema AND tablename = '_prisma_migrations'",
  );
  if (tables.length === 0) return undefined;
  const { rows } = await client.query<AppliedMigration>(`
    SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
  return rows;
}

export async function createHistory(client: ClientBase): Promise<void> {
  await client.query(CREATE_HISTORY);
}

/**
 * Names of tables and views in the current schema that no extension owns. A database that has some
 * but no history belongs to another program.
 */
export async function foreignTables(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = current_schema::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                      AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1`);
  return rows.map((row) => row.name);
}

/** Records success. To be called inside the migration's own transaction. */
export async function recordApplied(client: ClientBase, file: MigrationFile): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations
       (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [randomUUID(), checksumOf(file.sql), file.name],
  );
}

/** Records a failure the way Prisma does: started, never finished, with the server's words. */
export async function recordFailure(
  client: ClientBase,
  file: MigrationFile,
  logs: string,
): Promise<void> {
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)",
    [randomUUID(), checksumOf(file.sql), file.name, logs],
  );
}

/**
 * Marks failed attempts as rolled back, as `prisma migrate resolve --rolled-back` does. It is true
 * of every one of them: a migration is one transaction, so a failed one left nothing behind.
 */
export async function settleFailures(client: ClientBase): Promise<void> {
  await client.query(`
    UPDATE _prisma_migrations SET rolled_back_at = now()
    WHERE finished_at IS NULL AND rolled_back_at IS NULL`);
}
