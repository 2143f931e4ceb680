import { SourceUnavailable } from "../domain/source-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { WaitListener } from "./wait.ts";

export interface RetryParts {
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onWait?: WaitListener | undefined;
}

const FIRST_DELAY = 1000;
/** Bounds how long after its return Telegram is asked again. */
const MOST_DELAY = 30_000;

/**
 * Milliseconds to wait after so many failures in a row, the first one counting as 0: twice as long
 * each time, up to half a minute, less up to a half of it by chance, so that many callers do not
 * come back at one moment.
 */
export function backoff(failures: number, random: () => number): number {
  const delay = Math.min(MOST_DELAY, FIRST_DELAY * 2 ** Math.min(failures, 20));
  return Math.round(delay * (1 - random() / 2));
}

/**
 * Asks again, ever more patiently and without end, while Telegram cannot be reached. Rejects with
 * the signal's reason when it aborts, and with any other failure at once.
 */
export async function whileUnavailable<Answer>(
  ask: () => Promise<Answer>,
  parts: RetryParts,
): Promise<Answer> {
  for (let failures = 0; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      parts.signal.throwIfAborted();
      if (!(error instanceof SourceUnavailable)) throw error;
      await waitAfter(failures, error.message, parts);
    }
  }
}

/** Waits as long as so many failures in a row deserve, and says why. */
export async function waitAfter(
  failures: number,
  reason: string,
  { clock, random, signal, onWait }: RetryParts,
): Promise<void> {
  const delay = backoff(failures, random);
  const startedAt = clock.now();
  onWait?.({ kind: "unavailable", reason, startedAt, until: startedAt + delay });
  try {
    await clock.sleep(delay, signal);
  } finally {
    onWait?.(null);
  }
}
