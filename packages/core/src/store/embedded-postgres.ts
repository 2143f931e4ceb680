import { type ClusterPlace, claimCluster, findPlace, makeDataDir } from "./cluster-place.ts";
import { createCluster, hasCluster } from "./create-cluster.ts";
import { DatabasePortTaken } from "./database-errors.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { findFreePort } from "./free-port.ts";
import { findPostgres, type PostgresBinaries } from "./postgres-binaries.ts";
import { findPostmaster, launchPostmaster, type Postmaster } from "./postmaster.ts";
import { embeddedUrl, provisionDatabase } from "./provision-database.ts";
import { resetPassword } from "./reset-password.ts";
import { ServerLog } from "./server-log.ts";
import { createPassword, readPassword } from "./server-password.ts";
import { serverSettings } from "./server-settings.ts";
import { chooseServerUser, type ServerUser } from "./server-user.ts";
import { stopPostmaster } from "./stop-postmaster.ts";
import { SupervisedPostmaster } from "./supervise-postmaster.ts";

export interface EmbeddedPostgresOptions {
  /** The program's data folder; made when missing. The cluster is `<dataDir>/postgres`. */
  readonly dataDir: string;
  /** Told in a sentence what takes time or went wrong. */
  readonly log?: (message: string) => void;
  /** Ends a start that is under way; a server that runs is ended by `stop()`. */
  readonly signal?: AbortSignal;
  /** A free one is picked unless given. */
  readonly port?: number;
  /** `false` turns fsync off, for databases of tests that may be lost with the machine. */
  readonly durable?: boolean;
  /** Where root puts what the server's user cannot reach in `dataDir`. */
  readonly systemDir?: string;
}

/**
 * A PostgreSQL server that belongs to this process. Neither `JSON.stringify` nor `console.log` of it
 * show the password.
 */
export class EmbeddedPostgres implements AsyncDisposable {
  readonly port: number;
  /** Version of PostgreSQL, e.g. `18.4`. */
  readonly version: string;
  /** It already ran: the process that had started it is gone, and it was taken over. */
  readonly adopted: boolean;
  readonly dataDir: string;
  readonly #connectionString: string;
  readonly #stop: () => Promise<void>;
  #stopped: Promise<void> | undefined;

  constructor(
    facts: Pick<EmbeddedPostgres, "port" | "version" | "adopted" | "dataDir" | "connectionString">,
    stop: () => Promise<void>,
  ) {
    this.port = facts.port;
    this.version = facts.version;
    this.adopted = facts.adopted;
    this.dataDir = facts.dataDir;
    this.#connectionString = facts.connectionString;
    this.#stop = stop;
  }

  /** A `postgresql://` URL with the password in it: not for logs. */
  get connectionString(): string {
    return this.#connectionString;
  }

  /** Shuts the server down, cutting open connections; everything committed is kept. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/**
 * Starts the built-in PostgreSQL on a data folder, and makes the database on the first start.
 *
 * One process owns a data folder at a time. A server whose owner was killed is taken over as it
 * runs. A start that was cut short at any point is completed by the next one.
 *
 * @throws {TelekeepError} one of `database-errors.ts`, such as `DatabaseInUse`
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { signal, log = () => {} } = options;
  signal?.throwIfAborted();
  await using undo = new AsyncDisposableStack();
  const dataDir = makeDataDir(options.dataDir);
  undo.adopt(await lockFolder(dataDir, signal), release);
  const server = await prepare(dataDir, options, undo);
  const found = await adopt(server, options);
  const postmaster = found ?? (await launch(server, options));
  const { port } = postmaster;
  const supervised = new SupervisedPostmaster(postmaster, {
    restart: (stopping) => relaunch(server, options, port, stopping),
    stop: (current) => stopPostmaster(current, server.binaries, server.place.cluster),
    log,
  });
  undo.defer(() => supervised.stop());
  await provisionDatabase(port, server.password, server.place);
  const cleanUp = undo.move();
  const facts = {
    port,
    version: server.binaries.version,
    adopted: found !== undefined,
    dataDir,
    connectionString: embeddedUrl(port, server.password),
  };
  return new EmbeddedPostgres(facts, () => cleanUp.disposeAsync());
}

interface PreparedServer {
  readonly place: ClusterPlace;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | undefined;
  readonly password: string;
  /** The file of an existing cluster's password was lost, and this is a new one. */
  readonly isPasswordNew: boolean;
  readonly log: ServerLog;
}

/** Everything a server needs on disk. */
async function prepare(
  dataDir: string,
  { systemDir = "/var/lib/telekeep", log, signal, durable = true }: EmbeddedPostgresOptions,
  undo: AsyncDisposableStack,
): Promise<PreparedServer> {
  const user = await chooseServerUser(dataDir);
  const place = findPlace(dataDir, user, systemDir);
  // Copies of a data folder may point to one and the same cluster.
  if (place.home !== dataDir) undo.adopt(await lockFolder(place.home, signal), release);
  const binaries = await findPostgres(user, user ? systemDir : dataDir);
  const exists = hasCluster(place, binaries);
  if (exists) claimCluster(place.cluster, user);
  const stored = readPassword(dataDir);
  const password = stored ?? createPassword(dataDir);
  if (!exists) {
    log?.(`Making a new PostgreSQL ${binaries.version} database in ${place.cluster}.`);
    await createCluster({ place, binaries, user, password, durable, signal });
  }
  const isPasswordNew = exists && stored === undefined;
  const serverLog = undo.use(new ServerLog(dataDir));
  return { place, binaries, user, password, isPasswordNew, log: serverLog };
}

/** The server that a killed process of ours left running, unless its password is lost. */
async function adopt(
  server: PreparedServer,
  { signal, log }: EmbeddedPostgresOptions,
): Promise<Postmaster | undefined> {
  const { place, binaries, user, password, isPasswordNew } = server;
  const found = await findPostmaster(place.cluster, signal);
  if (!isPasswordNew) return found;
  log?.("The database's password file was lost; giving it a new password.");
  if (found) await stopPostmaster(found, binaries, place.cluster);
  await resetPassword(place, binaries, user, password);
  return undefined;
}

const release = (lock: FolderLock) => lock.release();

/** A free port may be taken before the server binds it; then another one is picked. */
async function launch(
  server: PreparedServer,
  options: EmbeddedPostgresOptions,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    try {
      return await relaunch(server, options, port, options.signal);
    } catch (error) {
      const mayRetry = error instanceof DatabasePortTaken && options.port === undefined;
      if (!mayRetry || attempt === 5) throw error;
    }
  }
}

function relaunch(
  server: PreparedServer,
  { durable = true }: EmbeddedPostgresOptions,
  port: number,
  signal: AbortSignal | undefined,
): Promise<Postmaster> {
  return launchPostmaster({ ...server, port, settings: serverSettings(port, durable), signal });
}
