import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { readPostmasterFile } from "../../packages/core/src/store/postmaster-file.ts";
import { embeddedUrl } from "../../packages/core/src/store/provision-database.ts";

/** Process id of the embedded PostgreSQL of a data folder; null when none runs. */
export function databasePid(dataDir: string): number | null {
  return readPostmasterFile(join(dataDir, "postgres"))?.pid ?? null;
}

/** A look into the embedded database of a running server, past all of its code. */
export async function openArchiveDatabase(
  dataDir: string,
): Promise<pg.Client & AsyncDisposable & { readonly connectionString: string }> {
  const file = readPostmasterFile(join(dataDir, "postgres"));
  if (file === undefined) throw new Error(`No database runs in ${dataDir}.`);
  const password = await readFile(join(dataDir, "postgres.password"), "utf8");
  const connectionString = embeddedUrl(file.port, password.trim());
  const client = new pg.Client({ connectionString });
  await client.connect();
  return Object.assign(client, { connectionString, [Symbol.asyncDispose]: () => client.end() });
}
