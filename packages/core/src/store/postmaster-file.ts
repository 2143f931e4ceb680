import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** What a running server tells about itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Empty until it is known; PostgreSQL pads it with blanks. */
  readonly status: "" | "starting" | "stopping" | "ready" | "standby";
}

/**
 * Reads `postmaster.pid`; `undefined` when no server holds the cluster.
 * The lines are those of `LockFileLine` in PostgreSQL's `src/include/utils/pidfile.h`.
 */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(postmasterFile(cluster), "utf8").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!(pid > 0)) return undefined;
  return {
    pid,
    port: Number.parseInt(lines[3] ?? "", 10) || 0,
    status: (lines[7]?.trim() ?? "") as PostmasterFile["status"],
  };
}

function postmasterFile(cluster: string): string {
  return path.join(cluster, "postmaster.pid");
}

/**
 * Whether a process is alive and is the PostgreSQL of exactly this cluster. Process ids are reused,
 * so the number alone proves nothing; a zombie has ended.
 */
export function isPostmaster(pid: number, cluster: string): boolean {
  try {
    if (process.platform === "linux") {
      // A server changes into its data directory first of all, and stays there.
      return (
        readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) &&
        path.basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "")) === "postgres"
      );
    }
    process.kill(pid, 0);
    if (process.platform === "win32") return true;
    const line = execFileSync("ps", ["-p", String(pid), "-o", "stat=,args="], { encoding: "utf8" });
    return !line.trimStart().startsWith("Z") && line.includes("postgres") && line.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Makes PostgreSQL accept the file of a server that has ended, as the caller knows it has, although
 * its process id seems to live: a killed server stays a zombie until its parent has taken notice,
 * and a number may be given anew.
 *
 * PostgreSQL ignores a file that names its own parent, which is this process. All else in it stays,
 * above all the shared memory it names: that is how PostgreSQL sees that workers of the old server
 * still run, and refuses. Removing the file would take that away. An empty one, left by a full
 * disk, names nothing.
 */
export function disownPostmasterFile(cluster: string): void {
  const file = postmasterFile(cluster);
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : undefined;
  if (!lines) return;
  const first = lines[0] ?? "";
  if (first.trim() === "") {
    rmSync(file);
    return;
  }
  // In place, with the length it has: on a full disk nothing can be lost by that.
  lines[0] = String(process.pid).padStart(first.length);
  const handle = openSync(file, "r+");
  try {
    writeSync(handle, lines.join("\n"), 0);
  } finally {
    closeSync(handle);
  }
}
