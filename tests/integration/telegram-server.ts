import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger, SecretValues, startServer } from "@telekeep/server";
import { type Client, createClient } from "../../packages/tui/src/client/client.ts";
import { findServer } from "../../packages/tui/src/client/find-server.ts";
import type { Simulator } from "../simulator/simulator.ts";
import { createTestDatabase } from "./test-database.ts";

export const API_HASH = "0123456789abcdef0123456789abcdef";

/** A whole server in this process, on a database of its own, whose Telegram is a simulator. */
export interface TelegramServer extends AsyncDisposable {
  readonly client: Client;
  readonly dataDir: string;
  readonly connectionString: string;
  /** What it logged. */
  readonly log: readonly string[];
}

export interface TelegramServerOptions {
  /** Where nobody has given any yet. */
  readonly withoutCredentials?: boolean;
  readonly vaultPassphrase?: string;
  /** For accounts that have none of their own. */
  readonly proxy?: string;
  /** A database of another server, which is not removed with this one. */
  readonly connectionString?: string;
}

export async function startTelegramServer(
  { servers }: Pick<Simulator, "servers">,
  options: TelegramServerOptions = {},
): Promise<TelegramServer> {
  await using undo = new AsyncDisposableStack();
  const connectionString =
    options.connectionString ?? undo.use(await createTestDatabase()).connectionString;
  const dataDir = await mkdtemp(join(tmpdir(), "telekeep-telegram-"));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const telegramServersFile = join(dataDir, "servers.json");
  await writeFile(telegramServersFile, JSON.stringify(servers));
  const log: string[] = [];
  const secretValues = new SecretValues();
  undo.use(
    await startServer({
      config: {
        ...{ dataDir, port: 0, isPortFixed: true, hasGraphiql: false, importRoots: null },
        ...{ telegramServersFile, recheckSteps: null, logLevel: "trace", logFormat: "json" },
      },
      secrets: {
        ...{ databaseUrl: connectionString, vaultKey: null, proxy: options.proxy ?? null },
        vaultPassphrase: options.vaultPassphrase ?? null,
        telegram: options.withoutCredentials ? null : { apiId: 12_345, apiHash: API_HASH },
      },
      log: createLogger({
        ...{ level: "trace", format: "json", secrets: secretValues },
        write: (line) => log.push(line),
      }),
      secretValues,
    }),
  );
  const address = await findServer({ url: null, token: null, dataDirectory: dataDir });
  const client = undo.use(createClient(address));
  const cleanUp = undo.move();
  return {
    ...{ client, dataDir, connectionString, log },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
