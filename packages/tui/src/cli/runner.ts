import type { Command } from "commander";
import { ClientFailure, ExitCode, Interrupted, toClientFailure } from "../client/failures.ts";
import type { Environment } from "../config/environment.ts";
import { safeText } from "../format/safe-text.ts";
import {
  type CommandContext,
  createContext,
  type GlobalOptions,
  type Streams,
} from "./command-context.ts";
import { failureEnvelope, toJsonLine } from "./json.ts";

/** Turns a command's function into what commander calls; its result becomes the exit code. */
export type Runner = <Args extends unknown[]>(
  command: (context: CommandContext, ...args: Args) => Promise<ExitCode | void>,
) => (...args: [...Args, Command]) => Promise<void>;

export interface RunnerSettings {
  readonly environment: Environment;
  readonly streams: Streams;
  readonly signal: AbortSignal;
  readonly onExitCode: (code: ExitCode) => void;
}

export function createRunner({ environment, streams, signal, onExitCode }: RunnerSettings): Runner {
  return (command) =>
    async (...args) => {
      const options = (args.at(-1) as Command).optsWithGlobals<GlobalOptions>();
      const context = createContext(environment, options, streams, signal);
      try {
        onExitCode((await command(context, ...(args.slice(0, -1) as never))) ?? ExitCode.ok);
      } catch (error) {
        const failure = toFailure(error, signal);
        reportFailure(failure, streams, context.isJson);
        if (context.isVerbose && failure.cause instanceof Error) {
          streams.stderr.write(`${safeText(String(failure.cause.stack), { mode: "block" })}\n`);
        }
        onExitCode(failure.exitCode);
      }
    };
}

/** Prints a failure: with --json as data on stdout, else as one line on stderr. */
export function reportFailure(failure: ClientFailure, streams: Streams, isJson: boolean): void {
  if (isJson) streams.stdout.write(toJsonLine(failureEnvelope(failure)));
  else streams.stderr.write(`telekeep: ${safeText(failure.message)}\n`);
}

/** What is thrown while a signal ends us is the signal's doing. */
function toFailure(error: unknown, signal: AbortSignal): ClientFailure {
  if (!(error instanceof ClientFailure) && signal.aborted) return new Interrupted();
  return toClientFailure(error);
}
