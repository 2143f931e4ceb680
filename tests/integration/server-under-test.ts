import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Archive } from "@telekeep/core";
import { createPrismaClient } from "@telekeep/prisma/client";
import type { ArchiveDoor, Limits, LogLevel } from "@telekeep/server";
import { createLogger, LIMITS, SecretValues, startApi } from "@telekeep/server";
import { createClient } from "graphql-ws";
import pg from "pg";
import { WebSocket } from "ws";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export const TEST_TOKEN = "a-token-of-the-tests-that-nobody-else-knows";

export interface ServerUnderTest extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly database: TestDatabase;
  /** What the server wrote to its log. */
  readonly log: string[];
  /** The statements that the API sent to PostgreSQL. */
  readonly statements: string[];
  /** Asks over HTTP, with the token. */
  ask(query: string, variables?: object): Promise<Answer>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A client over WebSocket that gives up at the first failure. */
  connect(token?: string): ReturnType<typeof createClient>;
}

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers have the shape of their query
  readonly data: any;
  readonly errors?: { message: string; extensions?: Record<string, unknown> }[];
  readonly extensions?: { cost: number };
}

export interface TestSetup {
  readonly archive?: (database: TestDatabase) => Promise<Partial<ArchiveDoor>>;
  readonly limits?: Partial<Limits>;
  readonly hasGraphiql?: boolean;
  readonly logLevel?: LogLevel;
  readonly importRoots?: readonly string[];
}

/** The API on a free port and a database of its own, with everything it says and asks recorded. */
export async function startTestServer(setup: TestSetup = {}): Promise<ServerUnderTest> {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await createTestDatabase());
  const dataDir = await mkdtemp(path.join(tmpdir(), "telekeep-server-"));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const log: string[] = [];
  const statements: string[] = [];
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 10 });
  pool.on("error", () => {});
  pool.on("connect", (client) => record(client, statements));
  undo.defer(() => pool.end());
  const db = createPrismaClient(pool);
  undo.defer(() => db.$disconnect());
  const secretValues = new SecretValues();
  secretValues.add(TEST_TOKEN);
  const archive = { ...QUIET, ...(await setup.archive?.(database)) };
  const api = undo.use(
    await startApi({
      archive: archive as ArchiveDoor,
      db,
      logins: null,
      token: TEST_TOKEN,
      port: 0,
      hasGraphiql: setup.hasGraphiql ?? false,
      facts: {
        version: "0.0.0",
        startedAt: new Date(),
        dataDir,
        databaseKind: "external",
        limits: { ...LIMITS, ...setup.limits },
        importRoots: setup.importRoots ?? null,
      },
      log: createLogger({
        level: setup.logLevel ?? "warn",
        format: "json",
        secrets: secretValues,
        write: (line) => log.push(line),
      }),
    }),
  );
  const { url, port } = api;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/graphql`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${TEST_TOKEN}`,
        "content-type": "application/json",
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const cleanUp = undo.move();
  return {
    ...{ url, port, database, log, statements, post },
    ask: async (query, variables = {}) => {
      const response = await post({ query, variables });
      return { status: response.status, ...((await response.json()) as object) } as Answer;
    },
    connect: (token = TEST_TOKEN) =>
      createClient({
        url: `ws://127.0.0.1:${port}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { token },
        retryAttempts: 0,
        lazy: true,
      }),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

/** An archive in which nothing happens. */
const QUIET: Pick<Archive, "onCommit" | "onFlood" | "onJobChange" | "pendingSearchMessages"> = {
  onCommit: () => () => {},
  onFlood: () => () => {},
  onJobChange: () => () => {},
  pendingSearchMessages: async () => 0,
};

/** Notes each statement of the API; those of transactions themselves are left out. */
function record(client: pg.PoolClient, statements: string[]): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const [statement] = args;
    const text = typeof statement === "string" ? statement : (statement as { text: string }).text;
    if (!/^(BEGIN|COMMIT|ROLLBACK)/.test(text)) statements.push(text);
    return query(...args);
  }) as typeof client.query;
}
