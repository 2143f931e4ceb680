import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { giveToOwner, makeDataDir } from "./cluster-place.ts";
import { DatabaseFolderUnusable, DatabaseInUse } from "./database-errors.ts";
import { translateFileError } from "./translate-file-error.ts";

/** Proof that this process alone may touch a folder's database. */
export interface FolderLock {
  release(): void;
}

/** How long a refused start waits for the winner to write its name; only the message needs it. */
const NAME_WAIT_MS = 1_000;

/**
 * Takes the one lock of a folder, or says who has it.
 *
 * The lock has to end with the process that holds it, at once and on every platform, without a
 * stale file to guess about. Node has no flock(); an exclusive transaction on an empty SQLite file
 * is the operating system's own file lock, and it holds between containers that share a volume,
 * where process ids mean nothing.
 *
 * @throws {DatabaseInUse} a live process holds it, this one included
 * @throws {DatabaseFolderUnusable} the folder cannot be made or written
 */
export async function lockFolder(folder: string, signal?: AbortSignal): Promise<FolderLock> {
  const real = makeDataDir(folder);
  const ownerFile = path.join(real, "postgres.owner");
  const file = open(path.join(real, "postgres.lock"));
  try {
    file.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw unusable(real, error);
    throw new DatabaseInUse(real, await readOwner(ownerFile, signal));
  }
  try {
    const temporary = `${ownerFile}.${process.pid}`;
    writeFileSync(temporary, `${process.pid}\n`, { mode: 0o600 });
    giveToOwner(temporary, real);
    giveToOwner(path.join(real, "postgres.lock"), real);
    renameSync(temporary, ownerFile);
  } catch (error) {
    file.close();
    throw unusable(real, error);
  }
  return {
    release: () => {
      if (!file.isOpen) return;
      rmSync(ownerFile, { force: true });
      file.close();
    },
  };
}

const SQLITE_BUSY = 5;

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw unusable(path.dirname(file), error);
  }
}

function unusable(folder: string, error: unknown): Error {
  return (
    translateFileError(error, folder) ??
    new DatabaseFolderUnusable(folder, (error as Error).message, { cause: error })
  );
}

/** The holder takes the lock first and writes its name next, so the name may come a moment late. */
async function readOwner(ownerFile: string, signal?: AbortSignal): Promise<number | undefined> {
  for (let waited = 0; waited < NAME_WAIT_MS; waited += 20) {
    const pid = readPid(ownerFile);
    if (pid !== undefined && isAlive(pid)) return pid;
    await delay(20, undefined, { signal });
  }
  return undefined;
}

function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
