import type { Clock } from "../ports/clock.ts";

/**
 * Sleeps until the event or so many milliseconds are over, whichever is first. Rejects with the
 * signal's reason when it aborts.
 */
export async function sleepUnless(
  event: Promise<void>,
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([event, clock.sleep(milliseconds, AbortSignal.any([signal, over.signal]))]);
  } finally {
    over.abort();
  }
}
