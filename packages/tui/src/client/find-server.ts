import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NotPermitted, ServerUnreachable } from "./failures.ts";

/** Where a server answers and what it must be told. */
export interface ServerAddress {
  /** Base address, without a path: http://127.0.0.1:4000 */
  readonly url: string;
  readonly token: string;
  /** Process id of a server on this machine that wrote itself down; null for a remote one. */
  readonly pid: number | null;
}

export interface WhereToLook {
  readonly url: string | null;
  readonly token: string | null;
  readonly dataDirectory: string;
}

/** File in the data folder in which a running server writes down its address. */
export const SERVER_FILE = "server.json";
/** File in the data folder with the token of this machine's owner. */
export const TOKEN_FILE = "token";

/**
 * Finds the server to talk to. It need not be alive: that shows with the first request.
 * @throws ServerUnreachable when no server wrote itself down
 * @throws NotPermitted when there is no token to show it
 */
export async function findServer(where: WhereToLook): Promise<ServerAddress> {
  const written = where.url === null ? await readServerFile(where.dataDirectory) : null;
  const url = where.url ?? written?.url;
  if (!url) {
    throw new ServerUnreachable("No Telekeep server is running. Start one with: telekeep start");
  }
  const token = where.token ?? (await readToken(where.dataDirectory));
  if (token === null) {
    throw new NotPermitted(
      `There is no token in ${where.dataDirectory}. Set TELEKEEP_TOKEN to the server's token.`,
    );
  }
  return { url: url.replace(/\/+$/, ""), token, pid: written?.pid ?? null };
}

/** The running server's own note, or null when there is none or it cannot be read. */
export async function readServerFile(
  dataDirectory: string,
): Promise<{ url: string; pid: number | null } | null> {
  try {
    const note: unknown = JSON.parse(await readFile(join(dataDirectory, SERVER_FILE), "utf8"));
    if (note === null || typeof note !== "object" || !("url" in note)) return null;
    if (typeof note.url !== "string" || !URL.canParse(note.url)) return null;
    const pid = "pid" in note && typeof note.pid === "number" ? note.pid : null;
    return { url: new URL(note.url).origin, pid };
  } catch {
    return null;
  }
}

async function readToken(dataDirectory: string): Promise<string | null> {
  try {
    return (await readFile(join(dataDirectory, TOKEN_FILE), "utf8")).trim() || null;
  } catch {
    return null;
  }
}
