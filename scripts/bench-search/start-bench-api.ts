import { Agent, request } from "node:http";
import { openArchive } from "@telekeep/core";
import { createPrismaClient } from "@telekeep/prisma/client";
import { createLogger, LIMITS, SecretValues, startApi } from "@telekeep/server";

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
    await startApi({ archive, db, facts, log, token: TOKEN, port: 0, hasGraphiql: false }),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  undo.defer(() => agent.destroy());
  const cleanUp = undo.move();
  return {
    post: (body) => post(agent, api.port, body),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}

/** With the plainest client there is: it shares this process with the server it measures. */
function post(agent: Agent, port: number, body: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  const sent = request(
    { agent, port, host: "127.0.0.1", path: "/graphql", method: "POST", headers },
    (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => resolve(Buffer.concat(chunks).toString()));
    },
  );
  sent.on("error", reject);
  sent.end(body);
  return promise;
}
