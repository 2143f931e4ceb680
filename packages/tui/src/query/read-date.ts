const DAY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The start of a year, month or day in UTC, or an exact RFC 3339 instant, as the API wants it;
 * null when it is neither, or no such day exists.
 */
export function readDate(value: string): string | null {
  const day = DAY.exec(value);
  if (!day) {
    if (!INSTANT.test(value)) return null;
    const instant = new Date(value);
    return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
  }
  const [year, month, date] = [Number(day[1]), Number(day[2] ?? 1), Number(day[3] ?? 1)];
  const start = new Date(Date.UTC(year, month - 1, date));
  const exists = start.getUTCMonth() === month - 1 && start.getUTCDate() === date;
  return exists && year >= 1970 ? start.toISOString() : null;
}
