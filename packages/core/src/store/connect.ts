import pg, { type Pool } from "pg";
import { DatabaseUnreachable, DatabaseUnsuitable } from "./database-errors.ts";

export interface ConnectOptions {
  /** A `postgresql://` URL. */
  readonly connectionString: string;
  /** How the connections name themselves in `pg_stat_activity`, e.g. `telekeep-api`. */
  readonly applicationName: string;
  /** Connections at most; 10 unless given. */
  readonly max?: number;
  /** Told of connections that were lost while idle; they are replaced when next needed. */
  readonly log?: (message: string) => void;
}

/** A pool that has not connected yet. */
export function createPool(options: ConnectOptions): Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    application_name: options.applicationName,
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    // Half-open connections must not look alive for hours.
    keepAlive: true,
  });
  // A server that restarts cuts idle connections; without a listener that would end the process.
  // A pool that is ending has let go of its connections, whoever closes them first.
  pool.on("error", (error) => {
    if (!pool.ending) options.log?.(`A database connection was lost: ${error.message}.`);
  });
  return pool;
}

/**
 * Opens a pool and proves that the server answers.
 *
 * @throws {DatabaseUnreachable} it does not, or refuses the user or the database
 */
export async function connectDatabase(options: ConnectOptions): Promise<Pool> {
  const pool = createPool(options);
  try {
    await pool.query("SELECT 1");
  } catch (error) {
    await pool.end();
    throw new DatabaseUnreachable(addressOf(options.connectionString), reasonOf(error), {
      cause: error,
    });
  }
  return pool;
}

/** Host, port and database of a URL: never the user or the password. */
function addressOf(connectionString: string): string {
  const url = URL.parse(connectionString);
  return url ? `${url.host}${url.pathname}` : "the address in DATABASE_URL";
}

function reasonOf(error: unknown): string {
  // Several addresses of one name that all failed come as an AggregateError without a message.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = first as { code?: string; message: string };
  return message || code || "no answer";
}

/** The oldest server that has all that is used: multiranges are of 14, 13 leaves support in 2025. */
const OLDEST_VERSION = 150_000;

interface SelfCheck {
  readonly version: number;
  readonly words: string;
  readonly encoding: string;
  readonly folds: boolean;
}

/**
 * Proves that a server can hold an archive: version, encoding, and that letters beyond ASCII are
 * letters to it. A server made without a locale finds no Cyrillic word, and does not say so.
 *
 * @throws {DatabaseUnsuitable} naming what is wrong and what to do
 */
export async function checkDatabase(pool: Pool): Promise<void> {
  const { rows } = await pool.query<SelfCheck>(`
    SELECT current_setting('server_version_num')::int AS version,
           current_setting('server_version') AS words,
           getdatabaseencoding() AS encoding,
           lower('ПРИВЕТ') = 'привет' AS folds`);
  const check = rows[0] as SelfCheck;
  if (check.version < OLDEST_VERSION) {
    throw new DatabaseUnsuitable(
      `This PostgreSQL server is of version ${check.words}`,
      "use 15 or newer",
    );
  }
  if (check.encoding !== "UTF8") throw notUnicode(`its encoding is ${check.encoding}`);
  if (!check.folds) throw notUnicode("it does not know the case of letters beyond ASCII");
  for (const extension of ["pg_trgm", "unaccent"]) await ensureExtension(pool, extension);
  const trigrams = await pool.query("SELECT cardinality(show_trgm('привет')) AS count");
  if (trigrams.rows[0].count === 0) throw notUnicode("it sees no letters beyond ASCII");
}

function notUnicode(problem: string): DatabaseUnsuitable {
  return new DatabaseUnsuitable(
    `This database cannot search text of every language (${problem})`,
    "make one with CREATE DATABASE telekeep TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
  );
}

async function ensureExtension(pool: Pool, name: string): Promise<void> {
  const { rows } = await pool.query("SELECT FROM pg_extension WHERE extname = $1", [name]);
  if (rows.length > 0) return;
  try {
    await pool.query(`CREATE EXTENSION IF NOT EXISTS ${name}`);
  } catch (error) {
    const isDenied = (error as { code?: string }).code === "42501";
    throw new DatabaseUnsuitable(
      `The extension ${name} is not in this database and cannot be made (${(error as Error).message})`,
      isDenied
        ? `let a superuser run CREATE EXTENSION ${name} in it`
        : "install PostgreSQL's contrib package on the server (postgresql-contrib)",
      { cause: error },
    );
  }
}
