import { delimiter, isAbsolute } from "node:path";

import { InvalidInput } from "@telekeep/core";

import type { LogLevel } from "../logging.ts";
import { isLogLevel } from "../logging.ts";
import { dataDirectory } from "./data-dir.ts";

/** What the command line says; it goes before the environment. */
export interface ServeFlags {
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly graphiql?: boolean | undefined;
  readonly logFormat?: string | undefined;
  readonly verbose?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** Settings of a server; nothing here is secret. */
export interface Config {
  readonly dataDir: string;
  readonly port: number;
  /** The port was named: another one will not do. */
  readonly isPortFixed: boolean;
  readonly hasGraphiql: boolean;
  readonly importRoots: readonly string[] | null;
  readonly logLevel: LogLevel;
  /** Null: pretty on a terminal, JSON lines elsewhere. */
  readonly logFormat: "pretty" | "json" | null;
}

/** Settings that must never be seen. */
export interface Secrets {
  /** Null: run the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
}

const DEFAULT_PORT = 4000;

/**
 * Reads the settings; the only reader of the environment.
 *
 * @throws {InvalidInput} for a value that cannot be used or two that contradict each other
 */
export function readConfig(
  flags: ServeFlags = {},
  variables: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): { config: Config; secrets: Secrets } {
  const port = flags.port ?? (variables["TELEKEEP_PORT"] || undefined);
  const config: Config = {
    dataDir: dataDirectory(
      flags.data ?? (variables["TELEKEEP_DATA"] || undefined),
      variables,
      platform,
    ),
    port: port === undefined ? DEFAULT_PORT : portOf(port),
    isPortFixed: port !== undefined,
    hasGraphiql: flags.graphiql ?? false,
    importRoots: importRoots(variables["TELEKEEP_IMPORT_ROOTS"]),
    logLevel: logLevel(flags, variables["TELEKEEP_LOG_LEVEL"]),
    logFormat: logFormat(flags.logFormat ?? (variables["TELEKEEP_LOG_FORMAT"] || undefined)),
  };
  return { config, secrets: { databaseUrl: databaseUrl(variables) } };
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new InvalidInput(`A port is a number from 0 to 65535, 0 for a free one; not "${text}".`);
  }
  return port;
}

function databaseUrl(variables: NodeJS.ProcessEnv): string | null {
  const [url, dsn] = [variables["DATABASE_URL"], variables["PG_DSN"]];
  if (url && dsn && url !== dsn) {
    throw new InvalidInput("DATABASE_URL and PG_DSN name different databases; unset one of them.");
  }
  const given = url || dsn || null;
  if (given !== null && !/^postgres(ql)?:$/.test(URL.parse(given)?.protocol ?? "")) {
    const name = url ? "DATABASE_URL" : "PG_DSN";
    throw new InvalidInput(`${name} is not an address such as postgresql://user@host:5432/name.`);
  }
  return given;
}

function importRoots(value: string | undefined): string[] | null {
  if (!value) return null;
  const roots = value.split(delimiter).filter(Boolean);
  const relative = roots.find((root) => !isAbsolute(root));
  if (relative !== undefined) {
    throw new InvalidInput(`TELEKEEP_IMPORT_ROOTS takes absolute paths; "${relative}" is none.`);
  }
  return roots;
}

function logLevel({ verbose, quiet }: ServeFlags, level: string | undefined): LogLevel {
  if (verbose && quiet) throw new InvalidInput("Ask for either --verbose or --quiet, not both.");
  if (verbose) return level === "trace" ? "trace" : "debug";
  if (quiet) return "warn";
  if (!level) return "info";
  if (!isLogLevel(level)) {
    throw new InvalidInput(
      `TELEKEEP_LOG_LEVEL is one of trace, debug, info, warn, error, fatal, silent; not "${level}".`,
    );
  }
  return level;
}

function logFormat(format: string | undefined): Config["logFormat"] {
  if (format === undefined || format === "pretty" || format === "json") return format ?? null;
  throw new InvalidInput(`The log's format is pretty or json; not "${format}".`);
}
