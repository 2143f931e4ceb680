import { type SafeText, safeText } from "./safe-text.ts";

/** 2024-03-11 09:14:07Z; a dash for none. Input is the API's RFC 3339. */
export function instant(value: string | null): SafeText {
  const date = parse(value);
  return safeText(date ? `${date.toISOString().slice(0, 19).replace("T", " ")}Z` : "—");
}

/** 24-03-11 09:14, for list columns that say UTC in their heading. */
export function shortInstant(value: string | null): SafeText {
  const date = parse(value);
  return safeText(date ? date.toISOString().slice(2, 16).replace("T", " ") : "—");
}

/** 2017-05-08 */
export function day(value: string | null): SafeText {
  const date = parse(value);
  return safeText(date ? date.toISOString().slice(0, 10) : "—");
}

/** 14:02:51Z */
export function clockTime(milliseconds: number): SafeText {
  return safeText(`${new Date(milliseconds).toISOString().slice(11, 19)}Z`);
}

/** Time left: `<1m`, `~18m`, `~1h 52m`, `~3d 4h`, `>30d`; a dash when unknown. */
export function timeLeft(seconds: number | null): SafeText {
  if (seconds === null || !Number.isFinite(seconds)) return safeText("—");
  if (seconds < 60) return safeText("<1m");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return safeText(`~${minutes}m`);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return safeText(`~${hours}h ${minutes % 60}m`);
  const days = Math.floor(hours / 24);
  return safeText(days > 30 ? ">30d" : `~${days}d ${hours % 24}h`);
}

/** What is left of a wait, rounded up: `01:47`, `1:02:03`. */
export function countdown(milliseconds: number): SafeText {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return safeText(seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`);
}

/** How long something took: `0.4 s`, `12 s`, `3 m 20 s`, `2 h 5 m`. */
export function elapsed(milliseconds: number): SafeText {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return safeText(`${seconds.toFixed(1)} s`);
  if (seconds < 60) return safeText(`${Math.round(seconds)} s`);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return safeText(`${minutes} m ${Math.floor(seconds % 60)} s`);
  return safeText(`${Math.floor(minutes / 60)} h ${minutes % 60} m`);
}

function parse(value: string | null): Date | null {
  if (value === null) return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}
