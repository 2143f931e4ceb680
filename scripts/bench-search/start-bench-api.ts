import { openArchive } from "@telekeep/core";
import { createPrismaClient } from "@telekeep/prisma/client";
import { createLogger, LIMITS, SecretValues, startApi } from "@telekeep/server";
import { HttpConnection } from "./http-connection.ts";

/** The API on a free port, with one connection to it that is kept open. */
export interface BenchApi extends AsyncDisposable {
  /** Posts a request's body and answers the response's, which must be free of errors. */
  post(body: string): Promise<string>;
}

const TOKEN = "a-token-for-one-measurement-on-this-machine";

/** Starts the API as the server does, on an archive that works on nothing in the background. */
export async function startBenchApi(connectionString: string): Promise<BenchApi> {
  await using undo = new AsyncDisposableStack();
  const log = createLogger({ level: "warn", format: "json", secrets: new SecretValues() });
  const archive = undo.use(await openArchive({ connectionString, log, isWorker: false }));
  const db = createPrismaClient({ connectionString, max: 10, keepAlive: true });
  undo.defer(() => db.$disconnect());
  const facts = {
    ...{ version: "0.0.0", startedAt: new Date(), dataDir: "/", limits: LIMITS },
    ...{ databaseKind: "embedded" as const, importRoots: null },
  };
  const api = undo.use(
    await startApi({
      ...{ archive, db, facts, log, logins: null },
      ...{ token: TOKEN, port: 0, hasGraphiql: false },
    }),
  );
  const connection = undo.use(await HttpConnection.open(api.port, TOKEN));
  const cleanUp = undo.move();
  return {
    post: (body) => connection.post(body),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
