import { TelekeepError } from "./errors.ts";

/**
 * The database cannot be reached or asked to be asked again later. Nothing of the failed call is
 * half done; the same call may be repeated and will then do all of its work, once.
 */
export class DatabaseUnavailable extends TelekeepError {
  constructor(detail: string, options?: ErrorOptions) {
    super(
      "DATABASE_UNAVAILABLE",
      `The database does not answer (${detail}); work goes on by itself as soon as it does.`,
      options,
    );
  }
}

/** The database has no room to write. What was committed before stays. */
export class DatabaseFull extends TelekeepError {
  constructor(options?: ErrorOptions) {
    super(
      "DATABASE_FULL",
      "There is no space left on the disk of the database; free some space, and work goes on by " +
        "itself: nothing that was archived is lost.",
      options,
    );
  }
}

/** Whether the database is why something failed, and will be there again without anybody's doing. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || error instanceof DatabaseFull;
}

/** The key that sessions are sealed with is not at hand, or is another one. */
export class VaultLocked extends TelekeepError {
  constructor(message: string, options?: ErrorOptions) {
    super("VAULT_LOCKED", message, options);
  }
}
