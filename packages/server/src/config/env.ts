import { delimiter, isAbsolute } from "node:path";

import { InvalidInput } from "@telekeep/core";

import type { LogLevel } from "../logging.ts";
import { isLogLevel } from "../logging.ts";
import type { TelegramCredentials } from "../telegram-credentials.ts";
import { parseCredentials } from "../telegram-credentials.ts";
import { dataDirectory } from "./data-dir.ts";
import { recheckSteps } from "./recheck-steps.ts";

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
  /** File that names Telegram servers of one's own; null for Telegram's. */
  readonly telegramServersFile: string | null;
  /** Ages of messages in milliseconds; null for the usual ones. */
  readonly recheckSteps: readonly number[] | null;
  readonly logLevel: LogLevel;
  /** Null: pretty on a terminal, JSON lines elsewhere. */
  readonly logFormat: "pretty" | "json" | null;
}

/** Settings that must never be seen. */
export interface Secrets {
  /** Null: run the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: what was entered and kept in the data folder, if anything was. */
  readonly telegram: TelegramCredentials | null;
  /** With both null, sessions are sealed with the key file of the data folder. */
  readonly vaultKey: string | null;
  readonly vaultPassphrase: string | null;
  /** By which accounts without one of their own reach Telegram; it may hold a password. */
  readonly proxy: string | null;
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
    telegramServersFile: variables["TELEKEEP_TELEGRAM_SERVERS"] || null,
    recheckSteps: recheckSteps(variables["TELEKEEP_RECHECK"]),
    logLevel: logLevel(flags, variables["TELEKEEP_LOG_LEVEL"]),
    logFormat: logFormat(flags.logFormat ?? (variables["TELEKEEP_LOG_FORMAT"] || undefined)),
  };
  const secrets: Secrets = {
    databaseUrl: databaseUrl(variables),
    telegram: telegramCredentials(variables),
    vaultKey: variables["TELEKEEP_VAULT_KEY"] || null,
    vaultPassphrase: variables["TELEKEEP_VAULT_PASSPHRASE"] || null,
    proxy: variables["TELEKEEP_PROXY"] || null,
  };
  if (secrets.vaultPassphrase === "ask") {
    throw new InvalidInput(
      "TELEKEEP_VAULT_PASSPHRASE=ask is for the telekeep command on a terminal; set it here itself.",
    );
  }
  if (secrets.vaultKey !== null && secrets.vaultPassphrase !== null) {
    throw new InvalidInput(
      "TELEKEEP_VAULT_KEY and TELEKEEP_VAULT_PASSPHRASE both say what seals sessions; unset one.",
    );
  }
  return { config, secrets };
}

function telegramCredentials(variables: NodeJS.ProcessEnv): TelegramCredentials | null {
  const [id, hash] = [variables["TELEGRAM_API_ID"], variables["TELEGRAM_API_HASH"]];
  if (!id && !hash) return null;
  return parseCredentials(id ?? "", hash ?? "");
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
