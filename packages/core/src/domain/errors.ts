/**
 * Base of every failure we expect. The message is one clear sentence that says what happened and
 * what to do; it is shown to people as it is, so it never holds a secret, SQL or a stack.
 */
export class TelekeepError extends Error {
  /** Stable, machine-readable reason in SCREAMING_SNAKE_CASE. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The caller's input cannot be used; the same call will fail again until the input changes. */
export class InvalidInput extends TelekeepError {
  constructor(message: string, options?: ErrorOptions) {
    super("INVALID_INPUT", message, options);
  }
}

/** Nothing by that name or id is in the archive. */
export class NotFound extends TelekeepError {
  /** The reference as it was given. */
  readonly reference: string;

  constructor(reference: string, message: string) {
    super("NOT_FOUND", message);
    this.reference = reference;
  }
}

/** Something that already exists or runs stands in the way. */
export class Conflict extends TelekeepError {
  /** Id of the object in the way, when it has one. */
  readonly conflictingId: string | null;

  constructor(message: string, conflictingId: string | null = null) {
    super("CONFLICT", message);
    this.conflictingId = conflictingId;
  }
}

/** The object's state does not allow what was asked of it. */
export class InvalidState extends TelekeepError {
  readonly currentState: string;

  constructor(currentState: string, message: string) {
    super("INVALID_STATE", message);
    this.currentState = currentState;
  }
}

/** A file or folder that was offered as an export cannot be read as one. */
export class ImportRejected extends TelekeepError {
  /** Where: a file name, with a byte offset when that helps. */
  readonly location: string | null;

  constructor(message: string, location: string | null = null, options?: ErrorOptions) {
    super("IMPORT_REJECTED", message, options);
    this.location = location;
  }
}
