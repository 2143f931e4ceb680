import pg, { type ClientBase } from "pg";
import { MigrationError } from "./migration-error.ts";
import {
  hasChecksum,
  type MigrationFile,
  migrationsFolder,
  readMigrations,
} from "./migration-files.ts";
import {
  type AppliedMigration,
  createHistory,
  foreignTables,
  readHistory,
  recordApplied,
  recordFailure,
  settleFailures,
} from "./migration-history.ts";

export { MigrationError, type MigrationErrorCode } from "./migration-error.ts";

export interface MigrateOptions {
  /** Checked while waiting for another migrator and between two migrations. */
  readonly signal?: AbortSignal;
  /** Folder of migrations; `migrations/` beside this module unless given. */
  readonly directory?: string;
}

/** The advisory lock that Prisma's own engine takes, so that neither runs beside the other. */
const PRISMA_LOCK = 72_707_369;

/**
 * Brings a database up to date with this program and says which migrations it applied.
 *
 * Writes the same `_prisma_migrations` rows as `prisma migrate deploy`, so Prisma's tools agree.
 * Each migration and its row are one transaction: killed at any moment, the next call goes on.
 * A client that is given must not be inside a transaction; it is left open.
 *
 * @throws {MigrationError} the database is newer, altered or another program's, or the SQL failed
 */
export async function migrate(
  target: string | ClientBase,
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const files = await readMigrations(migrationsFolder(options.directory));
  options.signal?.throwIfAborted();
  if (typeof target !== "string") return withLock(target, options.signal, files);
  const client = new pg.Client({ connectionString: target, application_name: "telekeep-migrate" });
  // A lost connection also rejects the query under way; without a listener it would end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await withLock(client, options.signal, files);
  } finally {
    await client.end();
  }
}

async function withLock(
  client: ClientBase,
  signal: AbortSignal | undefined,
  files: MigrationFile[],
): Promise<{ applied: string[] }> {
  await lock(client, signal);
  try {
    return { applied: await applyPending(client, signal, files) };
  } finally {
    // On a lost connection the lock is gone with it, and the first error is the one to tell.
    await client.query("SELECT pg_advisory_unlock($1)", [PRISMA_LOCK]).catch(() => {});
  }
}

/** Waits for the lock one second at a time, so that an abort is heard within a second. */
async function lock(client: ClientBase, signal: AbortSignal | undefined): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    try {
      await client.query("BEGIN; SET LOCAL lock_timeout = '1s'");
      await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
      await client.query("COMMIT");
      return;
    } catch (error) {
      await client.query("ROLLBACK");
      if ((error as { code?: string }).code !== "55P03") throw error;
    }
  }
}

async function applyPending(
  client: ClientBase,
  signal: AbortSignal | undefined,
  files: MigrationFile[],
): Promise<string[]> {
  const history = await readHistory(client);
  if (history) await checkHistory(client, history, files);
  else await startHistory(client);
  const done = new Set(history?.filter((row) => row.finished).map((row) => row.name));
  const applied: string[] = [];
  for (const file of files.filter(({ name }) => !done.has(name))) {
    signal?.throwIfAborted();
    await apply(client, file);
    applied.push(file.name);
  }
  return applied;
}

async function startHistory(client: ClientBase): Promise<void> {
  const [first, ...others] = await foreignTables(client);
  if (first !== undefined) {
    throw new MigrationError(
      "DATABASE_NOT_EMPTY",
      `This database already holds another program's tables (${[first, ...others.slice(0, 2)].join(", ")}); ` +
        "give Telekeep an empty database of its own.",
    );
  }
  await createHistory(client);
}

async function checkHistory(
  client: ClientBase,
  history: AppliedMigration[],
  files: MigrationFile[],
): Promise<void> {
  const known = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum } of history.filter((row) => row.finished)) {
    const file = known.get(name);
    if (!file) {
      throw new MigrationError(
        "DATABASE_TOO_NEW",
        `This database was made by a newer version of Telekeep (it holds the migration ${name}); ` +
          "update Telekeep, nothing was changed.",
      );
    }
    if (!hasChecksum(file.sql, checksum)) {
      throw new MigrationError(
        "MIGRATION_EDITED",
        `The migration ${name} differs from the one that made this database; ` +
          "restore its migration.sql and put the change into a new migration.",
      );
    }
  }
  await settleFailures(client);
}

async function apply(client: ClientBase, file: MigrationFile): Promise<void> {
  try {
    await client.query("BEGIN; SET LOCAL statement_timeout = 0");
    const transaction = await transactionId(client);
    await client.query(file.sql);
    if ((await transactionId(client)) !== transaction) {
      throw new MigrationError(
        "MIGRATION_FAILED",
        `The migration ${file.name} ends its own transaction; take BEGIN, COMMIT and ROLLBACK out of it.`,
      );
    }
    await recordApplied(client, file);
    await client.query("COMMIT");
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const logs = describe(error, file.sql);
    await client.query("ROLLBACK");
    await recordFailure(client, file, logs);
    throw new MigrationError(
      "MIGRATION_FAILED",
      `The migration ${file.name} failed and nothing of it was kept: ${logs}`,
      { cause: error },
    );
  }
}

async function transactionId(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ id: string }>("SELECT pg_current_xact_id()::text AS id");
  return rows[0]?.id ?? "";
}

/** The server's message with its code and, when it names a position, the line in the file. */
function describe(error: pg.DatabaseError, sql: string): string {
  // The server counts characters, not UTF-16 units.
  const before = error.position ? [...sql].slice(0, Number(error.position) - 1) : undefined;
  const line = before
    ? `line ${before.filter((character) => character === "\n").length + 1}: `
    : "";
  return `${line}${error.message} (SQLSTATE ${error.code})`;
}
