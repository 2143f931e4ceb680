import type { AccountId } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import type { AccountStore } from "../ports/account-store.ts";

/** The account that signed in first of those that can be used. Throws InvalidState without one. */
export async function firstReady(accounts: Pick<AccountStore, "list">): Promise<AccountId> {
  const ready = (await accounts.list()).find(({ state }) => state === "ready");
  if (ready !== undefined) return ready.id;
  throw new InvalidState("signed_out", "No account is signed in to Telegram; sign in first.");
}
