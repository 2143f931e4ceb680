import type { AccountId } from "../domain/account.ts";
import { AccountRefused } from "../domain/source-failures.ts";
import { openLink } from "./connect.ts";
import { Api } from "./library.ts";
import type { LinkOptions } from "./link-options.ts";
import type { Session } from "./session.ts";
import { translateError } from "./translate-error.ts";

/**
 * Makes a session worthless at Telegram. One that Telegram does not take any more is signed out
 * already. Throws FloodWait and SourceUnavailable, and the signal's reason.
 */
export async function signOut(
  options: LinkOptions,
  session: Session,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<void> {
  try {
    await using link = await openLink(options, session, signal);
    await link.ask(new Api.auth.LogOut(), signal);
  } catch (error) {
    const translated = translateError(error, "sign_in", accountId);
    if (translated instanceof AccountRefused) return;
    throw translated;
  }
}
