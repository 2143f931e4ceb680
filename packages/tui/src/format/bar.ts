import { type SafeText, safeText } from "./safe-text.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A progress bar of exactly `width` columns; full only when the fraction is one. */
export function bar(fraction: number, width: number, isAscii = false): SafeText {
  const share = Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
  if (isAscii) {
    const room = Math.max(0, width - 2);
    const filled = Math.floor(share * room);
    return safeText(`[${"#".repeat(filled)}${"-".repeat(room - filled)}]`);
  }
  const steps = share === 1 ? width * 8 : Math.min(width * 8 - 1, Math.floor(share * width * 8));
  const full = Math.floor(steps / 8);
  const part = EIGHTHS[steps % 8] ?? "";
  return safeText("█".repeat(full) + part + "░".repeat(width - full - (part === "" ? 0 : 1)));
}
