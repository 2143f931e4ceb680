import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TOKEN_FILE } from "../../client/find-server.ts";
import { bytes } from "../../format/number.ts";
import { type Check, note, ok, problem } from "./check.ts";

const OLDEST_NODE = 24;
const LITTLE_SPACE_BYTES = 1024 ** 3;

export function checkNode(version: string): Check {
  return Number.parseInt(version, 10) >= OLDEST_NODE
    ? ok("Node.js", version)
    : problem("Node.js", version, `Telekeep needs Node.js ${OLDEST_NODE} or newer.`);
}

/** Whether the folder, or the nearest one above it that exists, can be written to. */
export async function checkDataFolder(path: string): Promise<Check> {
  const existing = await nearest(path);
  try {
    await access(existing, constants.W_OK | constants.X_OK);
  } catch {
    return problem(
      "Data folder",
      `${path} cannot be written to`,
      "Choose another folder with --data or TELEKEEP_DATA, or make this one yours.",
    );
  }
  return existing === path
    ? ok("Data folder", path)
    : note(
        "Data folder",
        `${path} does not exist yet`,
        "The server makes it when it first starts.",
      );
}

export async function checkDisk(path: string): Promise<Check> {
  const { bavail, bsize } = await statfs(await nearest(path));
  const free = bavail * bsize;
  return free >= LITTLE_SPACE_BYTES
    ? ok("Disk", `${bytes(free)} free`)
    : problem("Disk", `only ${bytes(free)} free`, "Free some space, or move the data folder.");
}

/** The token opens the archive: nobody but its owner may read it. */
export async function checkTokenFile(folder: string, platform: NodeJS.Platform): Promise<Check> {
  const path = join(folder, TOKEN_FILE);
  const found = await stat(path).catch(() => null);
  if (found === null)
    return note("Token", "none yet", "The server writes it when it first starts.");
  const mode = found.mode & 0o777;
  if (platform !== "win32" && (mode & 0o077) !== 0) {
    return problem(
      "Token",
      `others can read it (mode ${mode.toString(8)})`,
      `Run: chmod 600 ${path}`,
    );
  }
  return ok("Token", `${path}, for its owner only`);
}

async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if (await stat(at).catch(() => null)) return at;
    if (dirname(at) === at) return at;
  }
}
