import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@telekeep/prisma/migrate";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../packages/core/src/store/embedded-postgres.ts";
import { startContainer } from "./test-container.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A server whose user may create databases. */
    testServer: string;
    /** Name of the migrated database that tests get copies of. */
    testTemplate: string;
  }
}

interface TestServer {
  readonly connectionString: string;
  /** For the one line that says where the tests run. */
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** Runs once for all integration tests: finds a PostgreSQL and migrates one template in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using undo = new AsyncDisposableStack();
  const server = (await givenServer()) ?? (await startContainer()) ?? (await embeddedServer());
  undo.defer(server.stop);
  const template = `telekeep_template_${process.pid}`;
  await administrate(server.connectionString, `CREATE DATABASE ${template}`);
  undo.defer(() => administrate(server.connectionString, `DROP DATABASE ${template} WITH (FORCE)`));
  await migrate(withDatabase(server.connectionString, template));
  console.log(`Integration tests use ${server.name}.`);
  project.provide("testServer", server.connectionString);
  project.provide("testTemplate", template);
  const cleanUp = undo.move();
  return () => cleanUp.disposeAsync();
}

async function givenServer(): Promise<TestServer | undefined> {
  const connectionString = process.env.TEST_DATABASE_URL;
  if (!connectionString) return undefined;
  const { host } = new URL(connectionString);
  return {
    connectionString,
    name: `the server of TEST_DATABASE_URL, ${host}`,
    stop: async () => {},
  };
}

async function embeddedServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "telekeep-test-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  return {
    connectionString: server.connectionString,
    name: `the embedded PostgreSQL ${server.version}`,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function administrate(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(connectionString: string, name: string): string {
  return Object.assign(new URL(connectionString), { pathname: `/${name}` }).href;
}
