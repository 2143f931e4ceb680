import { execFile } from "node:child_process";
import {
  chownSync,
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { ClusterPlace } from "./cluster-place.ts";
import {
  DatabaseDidNotStart,
  DatabaseFolderUnusable,
  DatabaseVersionMismatch,
} from "./database-errors.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { serverEnvironment } from "./server-environment.ts";
import { writePrivateFile } from "./server-password.ts";
import type { ServerUser } from "./server-user.ts";
import { translateFileError } from "./translate-file-error.ts";

/** Clusters under construction; whatever bears this name was left behind and is worth nothing. */
const UNFINISHED = "postgres.new-";

/**
 * Character classes come from the C library even where the collation does not, and trigrams of
 * Cyrillic need them: under `C` there are none. macOS and old Linux have no `C.UTF-8`.
 */
const CHARACTER_TYPES = ["C.UTF-8", "en_US.UTF-8"];

export interface CreateClusterOptions {
  readonly place: ClusterPlace;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | undefined;
  readonly password: string;
  readonly durable: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Whether a complete cluster is in its place, of the major version that `binaries` can run.
 *
 * @throws {DatabaseVersionMismatch} another major version made it
 * @throws {DatabaseFolderUnusable} something else lies there
 */
export function hasCluster({ cluster }: ClusterPlace, binaries: PostgresBinaries): boolean {
  let found: string;
  try {
    found = readFileSync(path.join(cluster, "PG_VERSION"), "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw translateFileError(error, cluster) ?? error;
    }
    if (isEmptyOrMissing(cluster)) return false;
    throw new DatabaseFolderUnusable(cluster, "it holds files but no PostgreSQL database");
  }
  if (found === binaries.version.split(".")[0]) return true;
  throw new DatabaseVersionMismatch(cluster, found, binaries.version);
}

function isEmptyOrMissing(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw translateFileError(error, folder) ?? error;
  }
}

/** Makes a cluster whole or not at all: in a folder beside it, renamed when complete. */
export async function createCluster(options: CreateClusterOptions): Promise<void> {
  const { place, user } = options;
  let folder: string | undefined;
  try {
    for (const name of readdirSync(place.home)) {
      if (name.startsWith(UNFINISHED)) rmSync(path.join(place.home, name), REMOVE);
    }
    folder = mkdtempSync(path.join(place.home, UNFINISHED));
    const passwordFile = path.join(folder, "password");
    writePrivateFile(passwordFile, options.password);
    if (user) for (const file of [passwordFile, folder]) chownSync(file, user.uid, user.gid);
    const data = path.join(folder, "data");
    await runInitdb(options, data, passwordFile);
    renameSync(data, place.cluster);
    flushFolder(place.home);
  } catch (error) {
    throw translateFileError(error, place.home) ?? error;
  } finally {
    if (folder) rmSync(folder, REMOVE);
  }
}

const REMOVE = { recursive: true, force: true };

async function runInitdb(
  { binaries, user, durable, signal }: CreateClusterOptions,
  data: string,
  passwordFile: string,
): Promise<void> {
  const flags = [
    ...["--pgdata", data, "--username", "postgres", "--pwfile", passwordFile],
    ...["--auth", "scram-sha-256", "--encoding", "UTF8"],
    // The built-in provider sorts and folds case alike on every system, for ever.
    ...["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"],
    ...(durable ? [] : ["--no-sync"]),
  ];
  for (const [attempt, characterType] of CHARACTER_TYPES.entries()) {
    try {
      await promisify(execFile)(binaries.initdb, [...flags, "--lc-ctype", characterType], {
        ...user,
        cwd: path.dirname(data),
        env: serverEnvironment(),
        signal,
      });
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const words = (error as { stderr?: string }).stderr ?? (error as Error).message;
      const isLast = attempt === CHARACTER_TYPES.length - 1;
      if (/invalid locale/.test(words) && !isLast) continue;
      throw translateFileError(words, data) ?? initdbFailed(words, error);
    }
  }
}

function initdbFailed(words: string, error: unknown): DatabaseDidNotStart {
  const line = words.split("\n").find((text) => /error|fatal/i.test(text)) ?? words;
  return new DatabaseDidNotStart(line.trim(), undefined, { cause: error });
}

function flushFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
