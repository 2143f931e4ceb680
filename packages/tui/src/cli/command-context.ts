import { resolve as resolveFrom } from "node:path";
import { type Client, createClient } from "../client/client.ts";
import { findServer } from "../client/find-server.ts";
import type { Environment } from "../config/environment.ts";
import { type Envelope, toJsonLine } from "./json.ts";

/** Flags that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly data?: string;
  readonly url?: string;
}

/** The three streams, so that tests can listen. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What a command works with. Data goes to stdout, words about it to stderr. */
export interface CommandContext {
  readonly environment: Environment;
  readonly streams: Streams;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Prints lines of the result, which hold no control characters. */
  print(...lines: string[]): void;
  /** Prints one JSON value as a line: an item of a stream. */
  printJson(value: unknown): void;
  /** Prints the result: `data` for --json, else the lines. */
  finish(data: unknown, lines: readonly string[]): void;
  /** Says something to the person, unless --quiet. */
  say(line: string): void;
}

export function createContext(
  environment: Environment,
  options: GlobalOptions,
  streams: Streams,
  signal: AbortSignal,
): CommandContext {
  const isJson = options.json === true;
  const write = (text: string) => void streams.stdout.write(text);
  return {
    environment: applyGlobals(environment, options),
    streams,
    isJson,
    isQuiet: options.quiet === true,
    isVerbose: options.verbose === true,
    signal,
    print: (...lines) => write(lines.map((line) => `${line}\n`).join("")),
    printJson: (value) => write(toJsonLine(value)),
    finish(data, lines) {
      if (isJson) write(toJsonLine({ ok: true, data } satisfies Envelope));
      else this.print(...lines);
    },
    say(line) {
      if (options.quiet !== true) streams.stderr.write(`${line}\n`);
    },
  };
}

/**
 * A client of the server that the options and the environment point to.
 * @throws ServerUnreachable NotPermitted
 */
export async function openClient({ environment }: CommandContext): Promise<Client> {
  return createClient(await findServer(environment));
}

function applyGlobals(environment: Environment, { data, url }: GlobalOptions): Environment {
  return {
    ...environment,
    ...(data ? { dataDirectory: resolveFrom(environment.workingDirectory, data), url: null } : {}),
    ...(url ? { url } : {}),
  };
}
