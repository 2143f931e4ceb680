import { InvalidInput } from "@telekeep/core";

const UNITS: Readonly<Record<string, number>> = {
  ...{ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
};
const MOST_STEPS = 20;
/** The longest age of all, in milliseconds: ten years. */
const LAST = 3650 * 86_400_000;

/**
 * Ages such as `1h,6h,1d` in milliseconds, ascending; none for `off`, null for what says nothing.
 *
 * @throws {InvalidInput} for anything else
 */
export function recheckSteps(value: string | undefined): readonly number[] | null {
  if (!value) return null;
  if (value.trim() === "off") return [];
  const steps = value.split(",").map((part) => ageOf(part.trim()));
  if (steps.length > MOST_STEPS) {
    throw new InvalidInput(`TELEKEEP_RECHECK has at most ${MOST_STEPS} ages.`);
  }
  return [...new Set(steps)].sort((one, other) => one - other);
}

function ageOf(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const age = Number(digits) * (UNITS[unit] ?? 0);
  if (age > 0 && age <= LAST) return age;
  throw new InvalidInput(
    'TELEKEEP_RECHECK is a list of ages such as "1h,6h,1d,3d,7d", or "off"; this is neither.',
  );
}
