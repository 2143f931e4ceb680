import type { Account } from "../domain/account.ts";
import type { Proxy } from "../domain/proxy.ts";
import type { AccountStore, SessionSecret, SignedInAccount } from "../ports/account-store.ts";
import type { OpenAccounts } from "./open-accounts.ts";
import type { RevokeSession } from "./sign-out.ts";

/** A finished sign-in as Telegram's adapter hands it over. */
export interface FinishedSignIn {
  readonly account: Omit<SignedInAccount, "label"> & {
    readonly name: string | null;
    readonly username: string | null;
  };
  readonly session: SessionSecret;
}

export interface KeepSignInParts {
  readonly accounts: AccountStore;
  readonly connections: OpenAccounts;
  readonly revoke: RevokeSession;
}

/**
 * Keeps a finished sign-in: the account under its label, or under its name when it has none yet,
 * and its session sealed. A connection with the session it had before is ended first. The proxy it
 * came by becomes the account's own. A session that cannot be kept is made worthless again. Throws
 * Conflict for another account's label, and VaultLocked.
 */
export async function keepSignIn(
  { accounts, connections, revoke }: KeepSignInParts,
  { account, session }: FinishedSignIn,
  label: string | null,
  proxy: Proxy | null,
): Promise<Account> {
  const { id, phoneMasked, dc, name, username } = account;
  try {
    const all = await accounts.list();
    const known = all.find((each) => each.id === id)?.label;
    const isTaken = (wanted: string): boolean =>
      all.some((each) => each.id !== id && each.label === wanted);
    const suggested = [username, name].find((each) => each && !isTaken(each)) ?? String(id);
    await connections.close(id);
    const kept = { id, phoneMasked, dc, label: label ?? known ?? suggested };
    return await accounts.save(kept, session, proxy ?? undefined);
  } catch (error) {
    // Otherwise it would stay in the account's list of devices, with nobody to use or end it.
    await revoke(id, { session, proxy }).catch(() => {});
    throw error;
  }
}
