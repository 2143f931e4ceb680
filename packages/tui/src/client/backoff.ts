const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * How long to wait before the next attempt to connect: doubling from half a second to fifteen
 * seconds, each time somewhere in its upper half, so that many clients do not return at once.
 * @param attempt attempts that failed already, from 0
 * @param random from 0 up to 1
 */
export function backoff(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return Math.round(longest * (0.5 + random / 2));
}
