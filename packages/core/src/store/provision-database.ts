import { realpathSync } from "node:fs";
import pg from "pg";
import type { ClusterPlace } from "./cluster-place.ts";
import { DatabaseDidNotStart } from "./database-errors.ts";
import { passwordFile } from "./server-password.ts";

/** Role and database of the archive. The role is no superuser: SQL that slips in stays in there. */
const NAME = "telekeep";

/** The address of the archive in an embedded server, password included. */
export function embeddedUrl(port: number, password: string): string {
  return `postgresql://${NAME}:${password}@127.0.0.1:${port}/${NAME}`;
}

/**
 * Makes the archive's role and database where they are missing; done at each start, so that a first
 * start cut short is completed. Also the proof that the server at this port is the one of `cluster`:
 * it knows the password, without our telling it, and names its data directory.
 */
export async function provisionDatabase(
  port: number,
  password: string,
  { cluster, dataDir }: ClusterPlace,
): Promise<void> {
  const admin = new pg.Client({
    ...{ host: "127.0.0.1", port, user: "postgres", password, database: "postgres" },
    application_name: "telekeep-start",
  });
  admin.on("error", () => {});
  try {
    await admin.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== WRONG_PASSWORD) throw error;
    const detail = `its password is not the one in ${passwordFile(dataDir)}; delete that file`;
    throw new DatabaseDidNotStart(detail, undefined, { cause: error });
  }
  try {
    await provision(admin, password, cluster);
  } finally {
    await admin.end();
  }
}

/** SQLSTATE `invalid_password`. */
const WRONG_PASSWORD = "28P01";

async function provision(admin: pg.Client, password: string, cluster: string): Promise<void> {
  const { rows } = await admin.query<{ folder: string; role: boolean; database: boolean }>(
    `SELECT current_setting('data_directory') AS folder,
            EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
            EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
    [NAME],
  );
  const found = rows[0];
  if (!found || realpathSync(found.folder) !== realpathSync(cluster)) {
    throw new DatabaseDidNotStart(`another server, of ${found?.folder}, answers in its place`);
  }
  if (!found.role) {
    await admin.query(
      `BEGIN;
       CREATE ROLE ${NAME} LOGIN CREATEDB PASSWORD ${pg.escapeLiteral(password)};
       GRANT pg_monitor, pg_checkpoint, pg_signal_backend TO ${NAME};
       COMMIT`,
    );
  }
  if (!found.database) await admin.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
}
