import { migrate } from "@telekeep/prisma/migrate";
import type { Pool } from "pg";
import { checkDatabase, connectDatabase } from "./connect.ts";

/** An archive's database, opened; for the core's own parts. */
export type Database = Pool;

/** Connections of one process: six jobs with their leases, the indexer's three, and requests. */
const MAX_CONNECTIONS = 20;

/**
 * Connects, proves that the server can hold an archive, and brings the database up to date.
 *
 * @throws {TelekeepError} one of `database-errors.ts`, or why the migrations cannot be applied
 */
export async function openDatabase(
  connectionString: string,
  log: (message: string) => void,
): Promise<Database> {
  const pool = await connectDatabase({
    ...{ connectionString, applicationName: "telekeep", max: MAX_CONNECTIONS, log },
  });
  // A lost connection rejects the query under way and is an event of its client as well. The pool
  // listens to clients that are idle; one that is lent out would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  try {
    await checkDatabase(pool);
    await migrate(connectionString);
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}
