/** An error that Telegram answered with, in its own words: its types are lossy in the library. */
export class RpcFailure extends Error {
  /** Like an HTTP status; 420 for waits, negative for failures inside Telegram. */
  readonly code: number;
  /** In capitals, such as `FLOOD_WAIT_30`. */
  readonly reason: string;

  constructor(code: number, reason: string) {
    super(`Telegram answered ${code} ${reason}.`);
    this.name = new.target.name;
    this.code = code;
    this.reason = reason;
  }
}

/** Telegram has forgotten the key of the session, or says so (transport error 404). */
export class AuthKeyLost extends Error {
  constructor() {
    super("Telegram does not know this session's key.");
    this.name = new.target.name;
  }
}

/** An answer that holds something the library's schema does not describe. */
export class UnreadableAnswer extends Error {
  // Private, because loggers print the fields of errors, and these are messages of people.
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, what: string) {
    super(`An answer of Telegram could not be read: ${what}.`);
    this.name = new.target.name;
    this.#bytes = bytes;
  }

  /** The whole answer, as TL. */
  get bytes(): Buffer {
    return this.#bytes;
  }
}
