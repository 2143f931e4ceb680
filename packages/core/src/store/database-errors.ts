import { TelekeepError } from "../domain/errors.ts";

/** Another live process owns this embedded database. */
export class DatabaseInUse extends TelekeepError {
  /** The owner's process id, when it has told it. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const owner = pid === undefined ? "Another process" : `The process ${pid}`;
    super(
      "DATABASE_IN_USE",
      `${owner} is already using the database in ${folder}; ` +
        "stop it first, or connect to it instead of starting a second one.",
    );
    this.pid = pid;
  }
}

/** The files were made by another major version of PostgreSQL. */
export class DatabaseVersionMismatch extends TelekeepError {
  constructor(folder: string, found: string, expected: string) {
    super(
      "DATABASE_VERSION_MISMATCH",
      `The database in ${folder} was made by PostgreSQL ${found} but this program brings ` +
        `PostgreSQL ${expected}; use the version of Telekeep that made it, nothing was changed.`,
    );
  }
}

/** There is no PostgreSQL for this machine in the package, or it does not run here. */
export class DatabaseBinariesMissing extends TelekeepError {
  constructor(platform: string, detail: string, options?: ErrorOptions) {
    super(
      "DATABASE_BINARIES_MISSING",
      `The built-in PostgreSQL does not run on this machine (${platform}: ${detail}); ` +
        "give Telekeep a PostgreSQL server of your own in DATABASE_URL.",
      options,
    );
  }
}

/** A folder or file of the database cannot be read or written. */
export class DatabaseFolderUnusable extends TelekeepError {
  constructor(folder: string, detail: string, options?: ErrorOptions) {
    super(
      "DATABASE_FOLDER_UNUSABLE",
      `The database folder ${folder} cannot be used (${detail}); ` +
        "make it writable for this user or choose another data folder.",
      options,
    );
  }
}

/** No space is left where the database lives. */
export class DatabaseDiskFull extends TelekeepError {
  constructor(folder: string, options?: ErrorOptions) {
    super(
      "DATABASE_DISK_FULL",
      `There is no space left on the disk that holds ${folder}; ` +
        "free some space and start again, nothing that was stored is lost.",
      options,
    );
  }
}

/** The port that was asked for is taken. */
export class DatabasePortTaken extends TelekeepError {
  constructor(port: number, options?: ErrorOptions) {
    super(
      "DATABASE_PORT_TAKEN",
      `Another program listens on 127.0.0.1:${port}; ` +
        "choose another port, or none to have a free one picked.",
      options,
    );
  }
}

/** PostgreSQL will not run as root and no other user could be used. */
export class DatabaseNeedsUser extends TelekeepError {
  constructor(detail: string, options?: ErrorOptions) {
    super(
      "DATABASE_NEEDS_USER",
      `PostgreSQL refuses to run as root and the user postgres could not be used (${detail}); ` +
        "create it with `useradd --system postgres`, or run Telekeep as an ordinary user.",
      options,
    );
  }
}

/** PostgreSQL did not start or stop, for a reason that only its own words can tell. */
export class DatabaseDidNotStart extends TelekeepError {
  constructor(detail: string, logFile?: string, options?: ErrorOptions) {
    const log = logFile ? `look into its log, ${logFile}` : "start again once that is mended";
    super("DATABASE_DID_NOT_START", `PostgreSQL did not start (${detail}); ${log}.`, options);
  }
}

/** A running server lacks something Telekeep needs. */
export class DatabaseUnsuitable extends TelekeepError {
  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super("DATABASE_UNSUITABLE", `${problem}; ${remedy}.`, options);
  }
}

/** No server answers at the address that was given. */
export class DatabaseUnreachable extends TelekeepError {
  constructor(address: string, detail: string, options?: ErrorOptions) {
    super(
      "DATABASE_UNREACHABLE",
      `The PostgreSQL server at ${address} cannot be used (${detail}); ` +
        "check that it runs and that DATABASE_URL names its address, user and password.",
      options,
    );
  }
}
