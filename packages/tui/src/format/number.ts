import { type SafeText, safeText } from "./safe-text.ts";

const grouping = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 1204377 → 1,204,377. Decimal strings of any length are taken too. */
export function count(value: number | string): SafeText {
  const number = typeof value === "string" ? toBigInt(value) : value;
  return safeText(number === null ? "?" : grouping.format(number));
}

/** A count that may be a bound or an estimate: `1,000+`, `~18,402`. */
export function relatedCount(value: { value: number; relation: string }): SafeText {
  const digits = count(value.value);
  if (value.relation === "AT_LEAST") return safeText(`${digits}+`);
  return value.relation === "ESTIMATE" ? safeText(`~${digits}`) : digits;
}

/** `1 message`, `2 messages`. */
export function plural(value: number, singular: string, many = `${singular}s`): SafeText {
  return safeText(`${count(value)} ${value === 1 ? singular : many}`);
}

/** Messages per second: `0.2/s`, `96/s`, `1.2k/s`; a dash when unknown. */
export function rate(perSecond: number | null): SafeText {
  if (perSecond === null || !Number.isFinite(perSecond)) return safeText("—");
  if (perSecond >= 10_000) return safeText(`${Math.round(perSecond / 1000)}k/s`);
  if (perSecond >= 1_000) return safeText(`${(perSecond / 1000).toFixed(1)}k/s`);
  return safeText(`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`);
}

/** Bytes in binary units: `61.2 GiB`. */
export function bytes(value: number | string): SafeText {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = Number(value);
  if (!Number.isFinite(size)) return safeText("?");
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return safeText(`${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`);
}

/** A share of one, never rounded up to 100 %: only the end is the end. */
export function percent(fraction: number): SafeText {
  const clamped = Math.min(1, Math.max(0, fraction));
  return safeText(`${clamped === 1 ? "100.0" : (Math.floor(clamped * 1000) / 10).toFixed(1)}%`);
}

function toBigInt(digits: string): bigint | null {
  return /^-?\d{1,40}$/.test(digits) ? BigInt(digits) : null;
}
