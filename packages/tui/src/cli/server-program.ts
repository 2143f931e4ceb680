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
 * Flags of Node.js for the server, whose memory would otherwise grow to 440 MB while it imports and
 * indexes 100,000 messages; with these it is 280. An import makes much that dies young: the first
 * bounds the space for that. Some of it lives long enough to be moved to the old generation, which
 * V8 lets grow to several times what is alive; the second lets it grow by 40 % between two full
 * collections, for a tenth more of the importing thread's time.
 */
const NODE_FLAGS = ["--max-semi-space-size=16", "--heap-growing-percent=40"];

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
