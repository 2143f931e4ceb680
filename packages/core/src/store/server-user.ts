import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { DatabaseNeedsUser } from "./database-errors.ts";

const run = promisify(execFile);

/** The system user that a server runs as, when it is not the user of this process. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom PostgreSQL has to run as: `undefined` is this process's own user. PostgreSQL refuses uid 0,
 * so root hands over to the owner of an existing cluster or data folder, else to the system user
 * `postgres`, which is made when it is missing.
 *
 * @throws {DatabaseNeedsUser} we are root and there is no such user and none can be made
 */
export async function chooseServerUser(dataDir: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const folder of [path.join(dataDir, "postgres"), dataDir]) {
    const owner = statSync(folder, { throwIfNoEntry: false });
    if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  }
  return (await findUser("postgres")) ?? (await createUser("postgres"));
}

async function findUser(name: string): Promise<ServerUser | undefined> {
  try {
    // `id` also knows users that are not in /etc/passwd.
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function createUser(name: string): Promise<ServerUser> {
  try {
    await run("groupadd", ["--system", "--force", name]);
    await run("useradd", [
      ...["--system", "--gid", name, "--no-create-home", "--home-dir", "/nonexistent"],
      ...["--shell", "/usr/sbin/nologin", name],
    ]);
  } catch (error) {
    const detail = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new DatabaseNeedsUser(detail, { cause: error });
  }
  const user = await findUser(name);
  if (user) return user;
  throw new DatabaseNeedsUser("useradd reported success but the user is not there");
}

/** Whether a server run as `user` can reach `folder` through all folders above it. */
export function canEnter(folder: string, user: ServerUser | undefined): boolean {
  if (!user) return isAccessible(folder, constants.X_OK);
  let current = realpathSync(folder);
  for (;;) {
    if (!grants(current, user, 1)) return false;
    const parent = path.dirname(current);
    if (parent === current) return true;
    current = parent;
  }
}

/** Whether a server run as `user` can read `file`; the folders above it are {@link canEnter}'s. */
export function canRead(file: string, user: ServerUser | undefined): boolean {
  return user ? grants(file, user, 4) : isAccessible(file, constants.R_OK);
}

/** Looks at the permission bits: the server is started without supplementary groups. */
function grants(file: string, user: ServerUser, permission: 1 | 4): boolean {
  const { uid, gid, mode } = statSync(file);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & permission) !== 0;
}

function isAccessible(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
