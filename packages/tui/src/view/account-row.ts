import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { clockTime, instant } from "../format/time.ts";
import type { ApiAccount } from "../operations/accounts.ts";

/** An account as lists show it. */
export interface AccountRow {
  readonly telegramId: SafeText;
  readonly label: SafeText;
  readonly phone: SafeText;
  readonly isReady: boolean;
  /** A word, or until when it waits. */
  readonly state: SafeText;
  /** What to do when it cannot be used. */
  readonly why: SafeText | null;
  readonly dc: SafeText;
  readonly proxy: SafeText;
  readonly lastUsed: SafeText;
}

/** @param now milliseconds since 1970: pauses that are over are not shown */
export function toAccountRow(account: ApiAccount, now: number): AccountRow {
  const until = Math.max(0, ...account.floodWaits.map((wait) => Date.parse(wait.until)));
  const word = safeText(account.state.toLowerCase().replaceAll("_", " "));
  return {
    telegramId: safeText(String(account.telegramUserId)),
    label: safeText(account.label),
    phone: safeText(account.phoneMasked ?? "—"),
    isReady: account.state === "READY",
    state: account.state === "READY" && until > now ? text`waits → ${clockTime(until)}` : word,
    why: account.stateReason === null ? null : safeText(account.stateReason),
    dc: safeText(String(account.dc)),
    proxy: safeText(account.proxy ?? "—"),
    lastUsed: instant(account.lastUsedAt),
  };
}
