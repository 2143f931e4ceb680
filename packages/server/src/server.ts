import { chmod, mkdir, realpath, stat } from "node:fs/promises";
import type { EmbeddedPostgres, TelegramSettings } from "@telekeep/core";
import { lockFolder, openArchive, readServers, startEmbeddedPostgres } from "@telekeep/core";
import type { PrismaClient } from "@telekeep/prisma/client";
import { createPrismaClient } from "@telekeep/prisma/client";

import type { Api, ApiParts } from "./api.ts";
import { startApi } from "./api.ts";
import { loadToken, tokenFile } from "./auth/token.ts";
import type { Config, Secrets } from "./config/env.ts";
import { LIMITS } from "./config/limits.ts";
import type { Logger } from "./logging.ts";
import { LoginFlows } from "./login-flows.ts";
import type { SecretValues } from "./secret-values.ts";
import { findRunningServer, removeServerFile, writeServerFile } from "./server-file.ts";
import { AlreadyRunning, DataFolderRefused, PortRefused } from "./start-failures.ts";
import { keepCredentials, readCredentials } from "./telegram-credentials.ts";
import { VERSION } from "./version.ts";

export interface StartOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** Learns the secrets that the start finds or makes, so that the log leaves them out. */
  readonly secretValues: SecretValues;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** A server that runs. Disposing, or `close()`, stops it and everything it started. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Milliseconds that a statement for a reader may take; shorter than a request's time. */
const STATEMENT_TIMEOUT = 8_000;

/**
 * Starts a server on its data folder: database, archive, API, and last the note by which clients
 * find it. What was started is stopped again when a later part fails.
 *
 * @throws {TelekeepError} saying in one sentence what to do
 */
export async function startServer(options: StartOptions): Promise<Server> {
  const { config, log, secretValues, signal } = options;
  await using undo = new AsyncDisposableStack();
  const dataDir = await prepareDataDir(config.dataDir);
  const running = await findRunningServer(dataDir);
  if (running) throw new AlreadyRunning(dataDir, running.url, running.pid);
  const token = await loadToken(dataDir, (message) => log.warn(message));
  secretValues.add(token);

  const database = await openDatabase(dataDir, options);
  undo.defer(database.stop);
  signal?.throwIfAborted();
  const telegram = await telegramSettings(dataDir, options);
  const archive = undo.use(
    await openArchive({
      ...{ connectionString: database.connectionString, log: log.child({}) },
      telegram,
    }),
  );
  const logins =
    archive.telegram &&
    undo.use(
      new LoginFlows(archive.telegram, async (credentials) => {
        secretValues.add(credentials.apiHash);
        await keepCredentials(dataDir, credentials);
      }),
    );
  const db = openReader(database.connectionString);
  undo.defer(() => db.$disconnect());
  signal?.throwIfAborted();

  const startedAt = new Date();
  const facts = {
    ...{ version: VERSION, startedAt, dataDir, databaseKind: database.kind, limits: LIMITS },
    importRoots: config.importRoots && (await Promise.all(config.importRoots.map(realFolder))),
  };
  const { hasGraphiql } = config;
  const api = await listenSomewhere(
    { archive, db, facts, token, hasGraphiql, log, logins },
    config,
    log,
  );
  undo.use(api);
  const { url, port } = api;
  const note = { url, pid: process.pid, version: VERSION, startedAt: startedAt.toISOString() };
  await writeServerFile(dataDir, note);
  undo.defer(() => removeServerFile(dataDir, note));
  log.info({ version: VERSION, dataDir }, `Telekeep answers at ${url}/graphql`);
  log.debug(`The token is in ${tokenFile(dataDir)}`);

  const cleanUp = undo.move();
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= cleanUp.disposeAsync());
  return { url, port, close, [Symbol.asyncDispose]: close };
}

async function prepareDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    if (process.platform !== "win32") {
      // The group may pass through (PostgreSQL's user, when root runs this), nobody else may.
      const mode = (await stat(dataDir)).mode & 0o777;
      if ((mode & 0o067) !== 0) await chmod(dataDir, mode & 0o710);
    }
    return await realpath(dataDir);
  } catch (error) {
    throw new DataFolderRefused(dataDir, error as NodeJS.ErrnoException, { cause: error });
  }
}

/** Without credentials nothing is asked of Telegram until somebody enters them. */
async function telegramSettings(
  dataDir: string,
  { config, secrets, secretValues }: StartOptions,
): Promise<TelegramSettings> {
  const { telegramServersFile, recheckSteps } = config;
  const servers = telegramServersFile === null ? null : await readServers(telegramServersFile);
  const { vaultKey, vaultPassphrase, proxy } = secrets;
  const credentials = secrets.telegram ?? (await readCredentials(dataDir));
  for (const secret of [credentials?.apiHash, vaultKey, vaultPassphrase]) {
    if (secret) secretValues.add(secret);
  }
  if (proxy !== null) secretValues.addUrl(proxy);
  return {
    ...{ credentials, servers, proxy, vaultKey: vaultKeySource(dataDir, secrets) },
    ...(recheckSteps !== null && { recheckSteps }),
  };
}

function vaultKeySource(
  dataDir: string,
  { vaultKey, vaultPassphrase }: Secrets,
): TelegramSettings["vaultKey"] {
  if (vaultKey !== null) return { type: "key", key: vaultKey };
  if (vaultPassphrase !== null) return { type: "passphrase", passphrase: vaultPassphrase };
  return { type: "file", dataDir };
}

interface Database {
  readonly kind: "embedded" | "external";
  readonly connectionString: string;
  readonly stop: () => Promise<void>;
}

async function openDatabase(dataDir: string, options: StartOptions): Promise<Database> {
  const { secrets, secretValues, log, signal } = options;
  if (secrets.databaseUrl !== null) {
    const connectionString = secrets.databaseUrl;
    secretValues.addUrl(connectionString);
    // The folder has one owner, wherever its database is; the built-in one takes this lock itself.
    const lock = await lockFolder(dataDir, signal);
    return { kind: "external", connectionString, stop: async () => lock.release() };
  }
  const embedded: EmbeddedPostgres = await startEmbeddedPostgres({
    dataDir,
    log: (message) => log.info(message),
    ...(signal && { signal }),
  });
  const { connectionString } = embedded;
  secretValues.addUrl(connectionString);
  return { kind: "embedded", connectionString, stop: () => embedded.stop() };
}

/** Reads for the API have their own few connections: however many, imports are not held up. */
function openReader(connectionString: string): PrismaClient {
  return createPrismaClient({
    connectionString,
    application_name: "telekeep-api",
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: STATEMENT_TIMEOUT,
    keepAlive: true,
  });
}

/** Listens on the configured port, or on a free one when nobody asked for that very port. */
async function listenSomewhere(
  parts: Omit<ApiParts, "port">,
  { port, isPortFixed }: Config,
  log: Logger,
): Promise<Api> {
  try {
    return await startApi({ ...parts, port });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || (error as NodeJS.ErrnoException).syscall !== "listen") throw error;
    if (isPortFixed || code !== "EADDRINUSE") {
      throw new PortRefused(port, error as NodeJS.ErrnoException, { cause: error });
    }
    log.warn(`Another program listens on 127.0.0.1:${port}; a free port is used instead.`);
    return startApi({ ...parts, port: 0 });
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    throw new DataFolderRefused(folder, error as NodeJS.ErrnoException, { cause: error });
  }
}
