import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ClientFailure, ExitCode } from "../client/failures.ts";

/** What `serve` and `start` hand on to the server. */
export interface ServeOptions {
  readonly port?: string;
  readonly graphiql?: boolean;
  readonly logFormat?: string;
}

/**
 * Flags of Node.js for the server. An import makes much that dies young, and V8 would let the space
 * for it grow until the process holds 300 MB; 16 MB bound that to about 200 at the same speed
 * (scripts/bench-import.ts). `--heap-growing-percent=50` would also hold what a server takes that
 * indexes meanwhile to 280 MB instead of 430, at the price of a quarter of the import's speed.
 */
const NODE_FLAGS = ["--max-semi-space-size=16"];

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
    ...NODE_FLAGS,
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
