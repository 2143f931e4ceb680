import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a running server tells its clients on the same machine. */
export interface ServerNote {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  /** RFC 3339. */
  readonly startedAt: string;
}

/** How long a server has to answer before its note counts as stale, in milliseconds. */
const ANSWER_TIMEOUT = 2_000;

/** Where the note of a data folder's server is. */
export function serverFile(dataDir: string): string {
  return join(dataDir, "server.json");
}

/** Writes the note, replacing a stale one whole. */
export async function writeServerFile(dataDir: string, note: ServerNote): Promise<void> {
  const draft = `${serverFile(dataDir)}.${note.pid}`;
  await writeFile(draft, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  await rename(draft, serverFile(dataDir));
}

/** Removes the note if it is still this server's. */
export async function removeServerFile(dataDir: string, note: ServerNote): Promise<void> {
  const current = await readNote(dataDir);
  if (current?.pid === note.pid && current.startedAt === note.startedAt) {
    await rm(serverFile(dataDir), { force: true });
  }
}

/** The server that runs on a data folder, or null: a note alone may be a dead server's. */
export async function findRunningServer(dataDir: string): Promise<ServerNote | null> {
  const note = await readNote(dataDir);
  return note && isAlive(note.pid) && (await answers(note.url)) ? note : null;
}

async function readNote(dataDir: string): Promise<ServerNote | null> {
  try {
    const note = JSON.parse(await readFile(serverFile(dataDir), "utf8")) as Partial<ServerNote>;
    const isWhole =
      typeof note.url === "string" &&
      /^http:\/\/127\.0\.0\.1:\d+$/.test(note.url) &&
      Number.isInteger(note.pid);
    return isWhole ? (note as ServerNote) : null;
  } catch {
    return null;
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

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT) });
    return response.ok && (await response.json()) !== null;
  } catch {
    return false;
  }
}
