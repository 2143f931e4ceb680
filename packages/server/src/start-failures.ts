import { TelekeepError } from "@telekeep/core";

/** The data folder has a server already. */
export class AlreadyRunning extends TelekeepError {
  constructor(dataDir: string, url: string, pid: number) {
    super(
      "ALREADY_RUNNING",
      `A Telekeep server is already running on ${dataDir}: ${url}, process ${pid}.`,
    );
  }
}

/** The port cannot be listened on. */
export class PortRefused extends TelekeepError {
  constructor(port: number, { code }: NodeJS.ErrnoException, options?: ErrorOptions) {
    const problem =
      code === "EADDRINUSE"
        ? `Another program listens on 127.0.0.1:${port}`
        : `127.0.0.1:${port} cannot be listened on (${code})`;
    super("PORT_REFUSED", `${problem}; choose another port, or 0 for a free one.`, options);
  }
}

/** The data folder cannot be made or written. */
export class DataFolderRefused extends TelekeepError {
  constructor(dataDir: string, { code }: NodeJS.ErrnoException, options?: ErrorOptions) {
    super(
      "DATA_FOLDER_REFUSED",
      `The data folder ${dataDir} cannot be used (${code}); ` +
        "name one that this user can write with --data or TELEKEEP_DATA.",
      options,
    );
  }
}
