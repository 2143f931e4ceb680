import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { type Command, CommanderError } from "commander";
import type { Streams } from "./cli/command-context.ts";
import { createProgram } from "./cli/program.ts";
import { createRunner, reportFailure } from "./cli/runner.ts";
import { ExitCode, UsageError } from "./client/failures.ts";
import { type Environment, readEnvironment } from "./config/environment.ts";

export interface MainOptions {
  readonly environment?: Environment;
  readonly streams?: Streams;
  /** Aborted to interrupt the command; by default the process's own signals. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one telekeep command and returns its exit code, which is also set on the process.
 * @param argv what follows the program's name; nothing means `start`
 */
export async function main(argv: readonly string[], options: MainOptions = {}): Promise<number> {
  const streams = options.streams ?? process;
  let exitCode: number = ExitCode.ok;
  using signals = options.signal ? null : listenForSignals();
  const signal = options.signal ?? signals?.signal ?? new AbortController().signal;
  // A reader that leaves early (telekeep … | head) is no error.
  streams.stdout.on("error", ignoreBrokenPipe);
  const run = createRunner({
    environment: options.environment ?? readEnvironment(),
    streams,
    signal,
    onExitCode: (code) => {
      exitCode = code;
    },
  });
  const program = createProgram(version(), run);
  const isJson = argv.includes("--json");
  eachCommand(program, (command) =>
    command.exitOverride().configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => {
        if (!isJson) streams.stderr.write(text.replace(/^error: /, "telekeep: "));
      },
    }),
  );
  try {
    await program.parseAsync(argv.length > 0 ? [...argv] : ["start"], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    if (isJson && exitCode !== ExitCode.ok) {
      reportFailure(new UsageError(error.message.replace(/^error: /, "")), streams, true);
    }
  } finally {
    streams.stdout.off("error", ignoreBrokenPipe);
  }
  process.exitCode = exitCode;
  return exitCode;
}

function eachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) eachCommand(child, visit);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The first signal aborts; another one ends the process at once. The listeners stay until the
 * command is done: Ink's own would otherwise end the process before anything is tidied up.
 */
function listenForSignals(): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const abort = (name: (typeof SIGNALS)[number]) => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[name]);
    controller.abort(new DOMException(`Interrupted by ${name}.`, "AbortError"));
  };
  for (const name of SIGNALS) process.on(name, abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of SIGNALS) process.off(name, abort);
    },
  };
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
