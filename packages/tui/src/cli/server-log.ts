import { mkdir, open, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { ClientFailure, ExitCode } from "../client/failures.ts";

/** A log larger than this is set aside when a server starts; one older log is kept. */
const LARGEST_LOG_BYTES = 5 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** Where the output of a server that we started goes. */
export interface ServerLog extends AsyncDisposable {
  readonly path: string;
  readonly descriptor: number;
  /** What the server itself gives as the reason for its end, in one line; null when it said nothing. */
  lastWords(): Promise<string | null>;
}

/**
 * Opens <data>/logs/server.log for appending, readable by its owner only.
 * @throws ClientFailure when the data folder cannot be used
 */
export async function openServerLog(dataDirectory: string): Promise<ServerLog> {
  try {
    return await openLog(dataDirectory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ClientFailure(
      "DATA_FOLDER_REFUSED",
      ExitCode.failed,
      code === "ENOSPC" || code === "EDQUOT"
        ? `There is no space left for the data folder ${dataDirectory}; free some and run again.`
        : `The data folder ${dataDirectory} cannot be used (${WHY[code] ?? code}); ` +
            "name one that this user can write with --data or TELEKEEP_DATA.",
      { cause: error },
    );
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOTDIR: "a file is in its place",
  EEXIST: "a file is in its place",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "it is on a read-only file system",
};

async function openLog(dataDirectory: string): Promise<ServerLog> {
  const folder = join(dataDirectory, "logs");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "server.log");
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LARGEST_LOG_BYTES) await rename(path, `${path}.1`);
  const start = size > LARGEST_LOG_BYTES ? 0 : size;
  const file = await open(path, "a+", 0o600);
  return {
    path,
    descriptor: file.fd,
    async lastWords() {
      const end = (await file.stat()).size;
      const from = Math.max(start, end - TAIL_BYTES);
      const buffer = Buffer.alloc(Math.max(0, end - from));
      await file.read(buffer, 0, buffer.length, from);
      return lastMessage(buffer.toString("utf8"));
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

/** The last line that says something to people: plain, or the message of a JSON log line. */
export function lastMessage(log: string): string | null {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines.reverse()) {
    if (!line.startsWith("{")) {
      // Stack frames and Node's own footer name places, not reasons.
      if (/^\s+at |^Node\.js v|^\s*[\^}\]]/.test(line)) continue;
      return line.replace(/^telekeep: /, "").trim();
    }
    const message = messageOf(line);
    if (message !== null) return message;
  }
  return null;
}

function messageOf(line: string): string | null {
  try {
    const entry: unknown = JSON.parse(line);
    if (entry === null || typeof entry !== "object") return null;
    const { msg, level } = entry as { msg?: unknown; level?: unknown };
    const isProblem =
      typeof level === "number" ? level >= 40 : level === "error" || level === "fatal";
    return isProblem && typeof msg === "string" && msg !== "" ? msg : null;
  } catch {
    return null;
  }
}
