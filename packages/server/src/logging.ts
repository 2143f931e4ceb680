import { isatty } from "node:tty";

import type { Logger } from "pino";
import { destination, pino } from "pino";
import { PinoPretty } from "pino-pretty";

import type { SecretValues } from "./secret-values.ts";

export type { Logger } from "pino";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** From everything to nothing. */
export type LogLevel = (typeof LEVELS)[number];

/** Whether a word is the name of a level. */
export function isLogLevel(word: string): word is LogLevel {
  return (LEVELS as readonly string[]).includes(word);
}

/** Fields that hold a secret whatever their value is. */
const SECRET_NAMES = [
  "apiHash",
  "authorization",
  "Authorization",
  "connectionString",
  "cookie",
  "databaseUrl",
  "passphrase",
  "password",
  "phone",
  "secret",
  "session",
  "token",
];

export interface LogOptions {
  readonly level: LogLevel;
  /** Null: pretty on a terminal, JSON lines elsewhere. */
  readonly format: "pretty" | "json" | null;
  readonly secrets: SecretValues;
  /** Where to write; standard error unless given. */
  readonly write?: (line: string) => void;
}

const STDERR = 2;

/**
 * The server's log. Secrets are left out twice: by the names of fields, and by their values in
 * whatever is about to be written, because an error's message can quote anything.
 */
export function createLogger({ level, format, secrets, write }: LogOptions): Logger {
  const isPretty = (format ?? (isatty(STDERR) ? "pretty" : "json")) === "pretty";
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "[secret]" },
      hooks: { streamWrite: (line) => secrets.hide(line) },
      ...(!isPretty && { formatters: { level: (label) => ({ level: label }) } }),
    },
    write ? { write } : isPretty ? prettyStream() : destination({ fd: STDERR, sync: true }),
  );
}

function prettyStream() {
  return PinoPretty({ destination: STDERR, sync: true, translateTime: "SYS:HH:MM:ss" });
}
