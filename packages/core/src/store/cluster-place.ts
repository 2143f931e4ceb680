import { randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { DatabaseFolderUnusable } from "./database-errors.ts";
import { canEnter, type ServerUser } from "./server-user.ts";
import { translateFileError } from "./translate-file-error.ts";

/** Where one embedded database keeps its files. */
export interface ClusterPlace {
  /** The program's data folder; the password, the log and the lock lie here. */
  readonly dataDir: string;
  /** The folder that holds the cluster: `dataDir`, or a place the server's user can reach. */
  readonly home: string;
  /** PostgreSQL's own data directory, `<home>/postgres`; not there before the first start. */
  readonly cluster: string;
}

/** Makes the data folder, private to its owner, and answers its real path. */
export function makeDataDir(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return realpathSync(dataDir);
  } catch (error) {
    throw translateFileError(error, dataDir) ?? error;
  }
}

/**
 * Decides where the cluster is or is going to be.
 *
 * Usually that is `<dataDir>/postgres`. A server run by root as another user may not be able to get
 * there (`/root` is closed to everybody else): a new cluster is then placed in a folder of its own
 * beneath `systemDir`, and `<dataDir>/postgres` becomes a link to it.
 */
export function findPlace(
  dataDir: string,
  user: ServerUser | undefined,
  systemDir: string,
): ClusterPlace {
  const cluster = path.join(dataDir, "postgres");
  const entry = lstatSync(cluster, { throwIfNoEntry: false });
  if (entry?.isSymbolicLink()) return followLink(dataDir, cluster);
  if (user) openDataDir(dataDir, user);
  if (canEnter(dataDir, user)) return { dataDir, home: dataDir, cluster };
  if (entry) {
    throw new DatabaseFolderUnusable(
      cluster,
      "the user PostgreSQL runs as cannot enter a folder above it",
    );
  }
  return relocate(dataDir, cluster, systemDir);
}

function followLink(dataDir: string, link: string): ClusterPlace {
  const cluster = path.resolve(dataDir, readlinkSync(link));
  const home = path.dirname(cluster);
  if (existsSync(home)) return { dataDir, home, cluster };
  throw new DatabaseFolderUnusable(link, `it points to ${cluster}, which is not there`);
}

/**
 * Lets the server's group pass through a data folder of root, and nobody read it: everything else in
 * it stays root's own.
 */
function openDataDir(dataDir: string, user: ServerUser): void {
  const { uid, gid, mode } = statSync(dataDir);
  if (uid !== 0 || canEnter(dataDir, user) || !canEnter(path.dirname(dataDir), user)) return;
  if (gid !== user.gid) chownSync(dataDir, uid, user.gid);
  chmodSync(dataDir, (mode & 0o700) | 0o010);
}

/** The link is made before the cluster, so that a start that is cut short is found and finished. */
function relocate(dataDir: string, link: string, systemDir: string): ClusterPlace {
  const home = path.join(systemDir, randomUUID());
  const cluster = path.join(home, "postgres");
  try {
    mkdirSync(home, { recursive: true, mode: 0o755 });
    symlinkSync(cluster, link);
  } catch (error) {
    throw translateFileError(error, home) ?? error;
  }
  return { dataDir, home, cluster };
}

/** Gives a file that root made in somebody's data folder to the owner of that folder. */
export function giveToOwner(file: string, dataDir: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dataDir);
  if (uid !== 0) lchownSync(file, uid, gid);
}

/**
 * Makes a cluster that was copied or restored acceptable to PostgreSQL, which wants it to be its own
 * user's and closed to others.
 */
export function claimCluster(cluster: string, user: ServerUser | undefined): void {
  const { uid, mode } = statSync(cluster);
  if (user && uid === 0) {
    for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
      lchownSync(path.join(entry.parentPath, entry.name), user.uid, user.gid);
    }
    // Last, so that a change that was cut short is done again.
    lchownSync(cluster, user.uid, user.gid);
  }
  if (process.platform !== "win32" && (mode & 0o027) !== 0) chmodSync(cluster, 0o700);
}
