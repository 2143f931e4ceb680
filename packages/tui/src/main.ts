import { readFileSync } from "node:fs";
import { type Command, CommanderError } from "commander";
import type { Streams } from "./cli/command-context.ts";
import { listenForSignals } from "./cli/listen-for-signals.ts";
import { createProgram } from "./cli/program.ts";
import { createRunner, reportFailure } from "./cli/runner.ts";
import { ExitCode, UsageError } from "./client/failures.ts";
import { type Environment, readEnvironment } from "./config/environment.ts";
import { safeText } from "./format/safe-text.ts";

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
  using signals = options.signal ? null : listenForSignals(PROCESS);
  const signal = options.signal ?? signals?.signal ?? new AbortController().signal;
  // For the life of the process: what is written last can fail after the command is done.
  for (const stream of [streams.stdout, streams.stderr]) {
    stream.off("error", ignoreLostReader).on("error", ignoreLostReader);
  }
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
        if (isJson) return;
        // It repeats what was typed, or what a script passed on from elsewhere.
        streams.stderr.write(safeText(text.replace(/^error: /, "telekeep: "), { mode: "block" }));
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
  }
  process.exitCode = exitCode;
  return exitCode;
}

function eachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) eachCommand(child, visit);
}

const PROCESS = {
  source: process,
  now: () => performance.now(),
  exit: (code: number) => process.exit(code),
};

/** A reader that leaves early (telekeep … | head) or a terminal that was closed is no error. */
function ignoreLostReader(error: NodeJS.ErrnoException): void {
  if (!["EPIPE", "EIO", "ERR_STREAM_DESTROYED"].includes(error.code ?? "")) throw error;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
