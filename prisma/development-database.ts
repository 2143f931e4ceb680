import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";

/** An empty database for a development script, gone when it is done. */
export interface DevelopmentDatabase extends AsyncDisposable {
  readonly connectionString: string;
}

/**
 * A database on the server of `TEST_DATABASE_URL`, whose user may create databases, else on an
 * embedded server in a temporary folder.
 */
export async function openDevelopmentDatabase(): Promise<DevelopmentDatabase> {
  await using undo = new AsyncDisposableStack();
  const server = process.env["TEST_DATABASE_URL"] ?? (await startTemporary(undo));
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  undo.defer(() => admin.end());
  const name = `telekeep_development_${process.pid}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  undo.defer(async () => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  const cleanUp = undo.move();
  return {
    connectionString: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

async function startTemporary(undo: AsyncDisposableStack): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "telekeep-development-"));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { startEmbeddedPostgres } = (await import(EMBEDDED_POSTGRES)) as EmbeddedPostgresModule;
  const server = undo.use(await startEmbeddedPostgres({ dataDir, durable: false }));
  return server.connectionString;
}

/**
 * The embedded server is the core's, and the core stands upon this package. Only these scripts, run
 * by hand and by CI, look up to it, and only while they run.
 */
const EMBEDDED_POSTGRES = new URL(
  "../packages/core/src/store/embedded-postgres.ts",
  import.meta.url,
).href;

interface EmbeddedPostgresModule {
  startEmbeddedPostgres(options: {
    dataDir: string;
    durable: boolean;
  }): Promise<AsyncDisposable & { readonly connectionString: string }>;
}
