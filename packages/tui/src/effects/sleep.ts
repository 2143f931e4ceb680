import { setTimeout as wait } from "node:timers/promises";

/** Waits, or returns early when aborted; never throws. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
