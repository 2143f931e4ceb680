import { InvalidInput } from "../domain/errors.ts";
import type { UnixSeconds } from "../domain/message.ts";

/** A clock reading without a zone, as the seconds that it would be in UTC. */
export type WallSeconds = number;

/** How far a zone's clocks are ahead of UTC, in seconds, when they show a wall time. */
export type ZoneOffset = (wall: WallSeconds) => number;

const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})$/;
const LABELLED =
  /^(\d{2})\.(\d{2})\.(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: (?:UTC|GMT)?([+-])?(?:(\d{2}):?(\d{2}))?)?\s*$/;

/** Reads `2023-03-09T01:20:56`; null when it is no such time. */
export function parseIsoWall(value: unknown): WallSeconds | null {
  const match = typeof value === "string" ? ISO.exec(value) : null;
  if (match === null) return null;
  return wallOf(match[1]!, match[2]!, match[3]!, match[4]!, match[5]!, match[6]!);
}

/**
 * Reads `09.03.2023 01:20:56 UTC+03:00`. The offset, in seconds, is null when there is none, as in
 * exports before mid-2022.
 */
export function parseLabelledWall(
  value: string,
): { wall: WallSeconds; offset: number | null } | null {
  const match = LABELLED.exec(value);
  if (match === null) return null;
  const wall = wallOf(match[3]!, match[2]!, match[1]!, match[4]!, match[5]!, match[6]!);
  if (wall === null) return null;
  const hasZone = match[8] !== undefined || /(?:UTC|GMT)\s*$/.test(value);
  const sign = match[7] === "-" ? -1 : 1;
  const offset = sign * (Number(match[8] ?? 0) * 3600 + Number(match[9] ?? 0) * 60);
  return { wall, offset: hasZone ? offset : null };
}

function wallOf(
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
): WallSeconds | null {
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y, mo, d, h, mi, s] = parts as [number, number, number, number, number, number];
  const wall = Date.UTC(y, mo - 1, d, h, mi, s) / 1000;
  const isReal = new Date(wall * 1000).getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  return isReal && mo >= 1 && mo <= 12 && y >= 1970 ? wall : null;
}

/** Seconds since 1970 from a number or a decimal string; null when it is neither or too far off. */
export function parseUnixSeconds(value: unknown): UnixSeconds | null {
  if (typeof value === "string" && !/^\d{1,12}$/.test(value)) return null;
  if (typeof value !== "string" && typeof value !== "number") return null;
  const seconds = Number(value);
  // 2^33 is the year 2242; Telegram's own times have 32 bits.
  return Number.isInteger(seconds) && seconds > 0 && seconds < 2 ** 33 ? seconds : null;
}

/**
 * A zone by IANA name (`Europe/Kyiv`) or offset (`+02:00`). Throws InvalidInput for any other
 * text. Of an hour that the clock shows twice, the first is meant; of one that it skips, the time
 * as far behind the gap.
 */
export function parseZone(zone: string): ZoneOffset {
  const match = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (match !== null) {
    const offset = (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3]) * 60);
    return () => offset;
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  } catch (cause) {
    throw new InvalidInput(
      `There is no time zone called ${JSON.stringify(zone)}; give an IANA name such as ` +
        `"Europe/Kyiv" or an offset such as "+02:00".`,
      { cause },
    );
  }
  return quarterHourly((wall) => {
    // The offset before the transition, if there is one near, decides both special cases.
    const before = offsetAt(format, wall - 86_400);
    if (offsetAt(format, wall - before) === before) return before;
    const after = offsetAt(format, wall + 86_400);
    return offsetAt(format, wall - after) === after ? after : before;
  });
}

function offsetAt(format: Intl.DateTimeFormat, at: UnixSeconds): number {
  const name = format.formatToParts(at * 1000).find((part) => part.type === "timeZoneName")?.value;
  const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name ?? "");
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === "-" ? -seconds : seconds;
}

/** Zones change at quarters of an hour; neighbouring messages mostly share one. */
function quarterHourly(zone: ZoneOffset): ZoneOffset {
  let quarter = Number.NaN;
  let offset = 0;
  return (wall) => {
    const current = Math.floor(wall / 900);
    if (current !== quarter) {
      quarter = current;
      offset = zone(current * 900);
    }
    return offset;
  };
}
