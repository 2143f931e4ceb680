/** Exit codes of the command line; they are part of its interface. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  notFound: 4,
  notPermitted: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/**
 * A failure we expect. The message is one sentence that says what happened and what to do; it
 * holds no secret. `code` is stable and goes into --json.
 */
export class ClientFailure extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** Nobody listens, or the connection broke. */
export class ServerUnreachable extends ClientFailure {
  constructor(message: string, options?: ErrorOptions) {
    super("SERVER_UNREACHABLE", ExitCode.unreachable, message, options);
  }
}

/** The server does not take our token, or the token may not do this. */
export class NotPermitted extends ClientFailure {
  constructor(message: string) {
    super("NOT_PERMITTED", ExitCode.notPermitted, message);
  }
}

/** No answer in time; the server may still be working on it. */
export class TimedOut extends ClientFailure {
  constructor(message: string) {
    super("TIMED_OUT", ExitCode.unreachable, message);
  }
}

/** The server does not know what we asked for, or answers in another language. */
export class Incompatible extends ClientFailure {
  constructor(message: string) {
    super("INCOMPATIBLE", ExitCode.failed, message);
  }
}

/** The server answered, with an error of its own. */
export class RequestFailed extends ClientFailure {
  constructor(code: string, message: string) {
    super(code, exitCodeOf(code), message);
  }
}

/** What was asked for is not in the archive. */
export class NotFound extends ClientFailure {
  constructor(message: string) {
    super("NOT_FOUND", ExitCode.notFound, message);
  }
}

/** The command was called wrongly. */
export class UsageError extends ClientFailure {
  constructor(message: string) {
    super("USAGE", ExitCode.usage, message);
  }
}

/** The user, or a signal, asked us to stop. */
export class Interrupted extends ClientFailure {
  constructor(message = "Interrupted.") {
    super("INTERRUPTED", ExitCode.interrupted, message);
  }
}

/** The exit code that an error code of the API stands for. */
export function exitCodeOf(code: string): ExitCode {
  if (code === "NOT_FOUND") return ExitCode.notFound;
  if (code === "FORBIDDEN" || code === "UNAUTHENTICATED") return ExitCode.notPermitted;
  if (code === "INVALID_INPUT") return ExitCode.usage;
  return ExitCode.failed;
}

/** Anything thrown as a failure with a sentence; what we did not expect says that it is a bug. */
export function toClientFailure(error: unknown): ClientFailure {
  if (error instanceof ClientFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "UNEXPECTED";
  return new ClientFailure(
    code,
    ExitCode.failed,
    `${message} (unexpected: run again with --verbose and report it)`,
    { cause: error },
  );
}
