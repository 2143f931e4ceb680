import { parseArgs } from "node:util";

import type { ServeFlags } from "./config/env.ts";
import { readConfig } from "./config/env.ts";
import type { Logger } from "./logging.ts";
import { createLogger } from "./logging.ts";
import { SecretValues } from "./secret-values.ts";
import { startServer } from "./server.ts";
import { VERSION } from "./version.ts";

const USAGE = `Usage: serve [options]

Runs the Telekeep server in the foreground, until SIGINT or SIGTERM.

  --data <folder>        data folder (TELEKEEP_DATA)
  --port <port>          port on 127.0.0.1, 0 for a free one (TELEKEEP_PORT; 4000)
  --graphiql             offer the query editor at /graphiql
  --log-format <format>  pretty or json; pretty on a terminal (TELEKEEP_LOG_FORMAT)
  --verbose              say more (TELEKEEP_LOG_LEVEL for any level)
  --quiet                say only what is wrong
  --version, --help

The database is PostgreSQL at DATABASE_URL or PG_DSN; without either, one is run in the data folder.
TELEKEEP_IMPORT_ROOTS names the folders that imports may read from.`;

const secretValues = new SecretValues();
let isVerbose = false;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${secretValues.hide(explain(error))}\n`);
  process.exitCode = 1;
}
// What a library forgot to close must not keep a stopped server alive.
process.exit();

async function main(argv: readonly string[]): Promise<number> {
  const flags = parseFlags(argv);
  if (flags === "version" || flags === "help") {
    process.stdout.write(`${flags === "version" ? VERSION : USAGE}\n`);
    return 0;
  }
  isVerbose = flags.verbose === true;
  const { config, secrets } = readConfig(flags);
  if (secrets.databaseUrl !== null) secretValues.addUrl(secrets.databaseUrl);
  const log = createLogger({
    level: config.logLevel,
    format: config.logFormat,
    secrets: secretValues,
  });

  const asked = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      log.info(`${signal}: stopping`);
      asked.abort();
    });
  }
  try {
    const { signal } = asked;
    await using server = await startServer({ config, secrets, log, secretValues, signal });
    const failure = await Promise.race([whenAborted(signal), whenBroken(log)]);
    await server.close();
    return failure;
  } catch (error) {
    if (!asked.signal.aborted) throw error;
    // A start that was broken off fails somewhere; that is what was asked for.
    log.debug({ err: error }, "the start was broken off");
    return 0;
  }
}

function parseFlags(argv: readonly string[]): ServeFlags | "version" | "help" {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: "string" },
      graphiql: { type: "boolean" },
      help: { type: "boolean" },
      "log-format": { type: "string" },
      port: { type: "string" },
      quiet: { type: "boolean" },
      verbose: { type: "boolean" },
      version: { type: "boolean" },
    },
  });
  if (values.version) return "version";
  if (values.help) return "help";
  if (positionals.length !== 1 || positionals[0] !== "serve") {
    throw new Error("The only command is serve; see --help.");
  }
  return { ...values, logFormat: values["log-format"] };
}

/** Resolves with exit code 0 when somebody asked for the end. */
function whenAborted(signal: AbortSignal): Promise<number> {
  if (signal.aborted) return Promise.resolve(0);
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(0), { once: true });
  });
}

/** Resolves with exit code 1 after an error that nobody caught: the state may be anything then. */
function whenBroken(log: Logger): Promise<number> {
  return new Promise((resolve) => {
    for (const event of ["uncaughtException", "unhandledRejection"] as const) {
      process.on(event, (err: unknown) => {
        log.fatal({ err }, "an error was not caught; the server stops");
        resolve(1);
      });
    }
  });
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isVerbose) return error.stack ?? error.message;
  return error.message.split("\n", 1)[0] || error.name;
}
