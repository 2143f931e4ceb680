import type { Account } from "../domain/account.ts";
import type { AccountStore, SessionSecret, SignedInAccount } from "../ports/account-store.ts";
import type { OpenAccounts } from "./open-accounts.ts";

/** A finished sign-in as Telegram's adapter hands it over. */
export interface FinishedSignIn {
  readonly account: Omit<SignedInAccount, "label"> & {
    readonly name: string | null;
    readonly username: string | null;
  };
  readonly session: SessionSecret;
}

/**
 * Keeps a finished sign-in: the account under its label, or under its name when it has none yet,
 * and its session sealed. A connection with the session it had before is ended first. Throws
 * Conflict for another account's label.
 */
export async function keepSignIn(
  { accounts, connections }: { accounts: AccountStore; connections: OpenAccounts },
  { account, session }: FinishedSignIn,
  label: string | null,
): Promise<Account> {
  const { id, phoneMasked, dc, name, username } = account;
  const all = await accounts.list();
  const known = all.find((each) => each.id === id)?.label;
  const isTaken = (wanted: string): boolean =>
    all.some((each) => each.id !== id && each.label === wanted);
  const suggested = [username, name].find((each) => each && !isTaken(each)) ?? String(id);
  await connections.close(id);
  return accounts.save({ id, phoneMasked, dc, label: label ?? known ?? suggested }, session);
}
