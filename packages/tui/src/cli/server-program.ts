import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ClientFailure, ExitCode } from "../client/failures.ts";
import { MEMORY_FLAGS } from "./server-memory.ts";

/** What `serve` and `start` hand on to the server. */
export interface ServeOptions {
  readonly port?: string;
  readonly graphiql?: boolean;
  readonly logFormat?: string;
}

/** Beside our bundle in a release; in a checkout, the source. */
const PLACES = ["./server.mjs", "../../../server/src/main.ts"];

/**
 * Path of the server's program. It is started as a process of its own and never imported: this
 * package knows the archive only through GraphQL.
 */
function serverProgram(): string {
  for (const place of PLACES) {
    const path = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new ClientFailure(
    "NO_SERVER_PROGRAM",
    ExitCode.failed,
    "The server's program is not installed here. Set TELEKEEP_URL to use a server elsewhere.",
  );
}

/** What Node.js is to be given to run the server with these options. @throws ClientFailure */
export function serverArguments(
  dataDirectory: string,
  { port, graphiql, logFormat }: ServeOptions,
  { isQuiet = false, isVerbose = false } = {},
): string[] {
  return [
    ...MEMORY_FLAGS,
    serverProgram(),
    "serve",
    "--data",
    dataDirectory,
    ...(port === undefined ? [] : ["--port", port]),
    ...(graphiql ? ["--graphiql"] : []),
    ...(logFormat === undefined ? [] : ["--log-format", logFormat]),
    ...(isVerbose ? ["--verbose"] : []),
    ...(isQuiet ? ["--quiet"] : []),
  ];
}
