/** Why migrations were not applied; the message says in one sentence what to do. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MigrationError";
    this.code = code;
  }
}

export type MigrationErrorCode =
  /** The program's own folder of migrations is not there. */
  | "MIGRATIONS_MISSING"
  /** The database holds migrations that this program does not know: a newer version made it. */
  | "DATABASE_TOO_NEW"
  /** A migration that was applied has since been changed. */
  | "MIGRATION_EDITED"
  /** The database holds tables of something else. */
  | "DATABASE_NOT_EMPTY"
  /** The SQL of a migration failed; nothing of that migration was kept. */
  | "MIGRATION_FAILED";
