import type { Log } from "../ports/log.ts";

/** A connection is lost, could not be made, is back, or something else is the matter. */
export type Trouble = "lost" | "dial" | "back" | "other";

/**
 * Says what goes wrong while nobody waits for it. Of errors only kinds and codes: the library's
 * texts hold what was being read, which are messages of people.
 */
export function reportTrouble(log: Log, dc: number, event: Trouble, error: unknown): void {
  const { name, code } = (error ?? {}) as { name?: string; code?: unknown };
  const fields = { dc, ...(error === null ? {} : { error: name, code }) };
  if (event === "lost") log.warn(fields, "The connection to Telegram was lost.");
  else if (event === "dial") log.warn(fields, "Telegram could not be reached; trying again.");
  else if (event === "back") log.info(fields, "The connection to Telegram is back.");
  else log.warn(fields, "Something from Telegram could not be understood.");
}
