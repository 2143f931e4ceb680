const FIRST = Date.parse("0001-01-01T00:00:00.000Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * Whether a time, in milliseconds since 1970, is in the years 1 to 9999 of UTC: those that both
 * RFC 3339 writes and PostgreSQL reads (years before 1 it wants as BC). False for NaN.
 */
export function isStorableTime(milliseconds: number): boolean {
  return milliseconds >= FIRST && milliseconds <= LAST;
}
