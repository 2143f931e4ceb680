import { TelekeepError } from "../domain/errors.ts";
import { DatabaseFull, DatabaseUnavailable } from "../domain/store-failures.ts";

/** Errors of sockets and of name look-ups, by Node's own codes. */
const SOCKET_CODES = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"],
  ...["ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
]);

/**
 * SQLSTATEs after which the same call may succeed: 08 connection exception, 40 rolled back for the
 * sake of another transaction, 53 too few resources, 57P0x shut down, crashed or starting up,
 * 25006 a standby that is not promoted yet.
 */
const PASSING = /^(08|40|53)|^57P0[1-5]$|^25006$/;

/** What pg rejects with, without any code, when its connection is lost or cannot be had. */
const LOST =
  /connection terminated|connection error|connection ended|timeout exceeded when trying/i;

/**
 * What a failure of `pg` means to the callers of the store: DatabaseUnavailable and DatabaseFull
 * for what they can expect, otherwise the error itself, which is a defect.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof TelekeepError || !(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  const options = { cause: error };
  if (code === "53100") return new DatabaseFull(options);
  if (typeof code === "string") {
    const isPassing = SOCKET_CODES.has(code) || (code.length === 5 && PASSING.test(code));
    return isPassing ? new DatabaseUnavailable(code, options) : error;
  }
  return LOST.test(error.message) ? new DatabaseUnavailable("connection lost", options) : error;
}

/** Runs a call of the store and lets its failures be what the callers expect. */
export async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateError(error);
  }
}
