import { type SafeText, safeText, text } from "../format/safe-text.ts";
import type { ApiDialog } from "../operations/dialogs.ts";

/** A chat of an account as the box to choose from knows it: every string is safe to draw. */
export interface DialogRow {
  /** Its number, by which it is added. */
  readonly reference: string;
  readonly name: SafeText;
  readonly title: SafeText;
  readonly kind: SafeText;
  readonly isArchived: boolean;
  /** Letters by which the list filters, lower case. */
  readonly searchKey: string;
}

export function toDialogRow({ telegramId, kind, title, username, channel }: ApiDialog): DialogRow {
  const reference = String(telegramId);
  return {
    reference,
    name: username === null ? safeText(reference) : text`@${safeText(username)}`,
    title: safeText(title),
    kind: safeText(kind.toLowerCase()),
    isArchived: channel !== null,
    searchKey: `${title} @${username ?? ""} ${reference}`.toLowerCase(),
  };
}

/** The chats that have all words of what was typed. */
export function matchingDialogs(rows: readonly DialogRow[], typed: string): readonly DialogRow[] {
  const words = typed.toLowerCase().split(/\s+/);
  return rows.filter(({ searchKey }) => words.every((word) => searchKey.includes(word)));
}
