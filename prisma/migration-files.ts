import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { MigrationError } from "./migration-error.ts";

/** One folder of `migrations/`, as it lies on disk. */
export interface MigrationFile {
  /** Folder name, e.g. `20261123190000_archive`; names sort in the order of application. */
  readonly name: string;
  readonly sql: string;
}

/**
 * The folder of migrations: the one given, else `migrations/` beside this module, which is true
 * both for the sources and for a bundle that carries the folder next to itself.
 */
export function migrationsFolder(given?: string): string {
  const folder = given ?? path.join(import.meta.dirname, "migrations");
  if (existsSync(folder)) return folder;
  throw new MigrationError(
    "MIGRATIONS_MISSING",
    `There is no folder of database migrations at ${folder}; install Telekeep again, completely.`,
  );
}

/** Every migration of a folder, oldest first. */
export async function readMigrations(folder: string): Promise<MigrationFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      sql: await readFile(path.join(folder, name, "migration.sql"), "utf8"),
    })),
  );
}

/** What Prisma keeps in `_prisma_migrations.checksum`: SHA-256 of the file, in hexadecimal. */
export function checksumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}

/**
 * Whether a recorded checksum is that of this text. As in Prisma's engine, line ends do not count,
 * because git may have changed them on checkout.
 */
export function hasChecksum(sql: string, checksum: string): boolean {
  const unix = sql.replaceAll("\r\n", "\n");
  const windows = unix.replaceAll("\n", "\r\n");
  return [sql, unix, windows].some((text) => checksumOf(text) === checksum);
}
