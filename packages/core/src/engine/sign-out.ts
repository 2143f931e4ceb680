import type { Account, AccountId } from "../domain/account.ts";
import type { Proxy } from "../domain/proxy.ts";
import { SourceUnavailable } from "../domain/source-failures.ts";
import { VaultLocked } from "../domain/store-failures.ts";
import type { AccountStore, SessionSecret } from "../ports/account-store.ts";
import type { OpenAccounts } from "./open-accounts.ts";

/** Makes a session worthless at Telegram. Throws FloodWait and SourceUnavailable. */
export type RevokeSession = (
  accountId: AccountId,
  hold: { readonly session: SessionSecret; readonly proxy: Proxy | null },
) => Promise<void>;

export interface SignOutParts {
  readonly accounts: AccountStore;
  readonly connections: OpenAccounts;
  readonly revoke: RevokeSession;
}

/** What became of a sign-out. */
export interface SignedOut {
  readonly account: Account;
  /** False: Telegram still takes the session, should anybody have it. */
  readonly isRevoked: boolean;
}

/**
 * Signs an account out: its session is made worthless at Telegram first and wiped here then; what it
 * archived stays. `isForced` wipes it even when Telegram cannot be reached, or when the vault does
 * not open. Throws NotFound, InvalidState, and without `isForced` SourceUnavailable, FloodWait and
 * VaultLocked: then nothing was changed.
 */
export async function signOut(
  { accounts, connections, revoke }: SignOutParts,
  accountId: AccountId,
  { isForced }: { readonly isForced: boolean },
): Promise<SignedOut> {
  const known = await accounts.get(accountId);
  const wipe = () => accounts.setState(accountId, "signed_out", null);
  // Telegram has ended those sessions itself.
  if (known.state !== "ready") return { account: await wipe(), isRevoked: true };
  try {
    return await connections.withSession(accountId, async (hold) => {
      const isRevoked = await revoked(() => revoke(accountId, hold), isForced);
      return { account: await wipe(), isRevoked };
    });
  } catch (error) {
    if (!(isForced && error instanceof VaultLocked)) throw error;
    return { account: await wipe(), isRevoked: false };
  }
}

async function revoked(revoke: () => Promise<void>, isForced: boolean): Promise<boolean> {
  try {
    await revoke();
    return true;
  } catch (error) {
    if (isForced && error instanceof SourceUnavailable) return false;
    throw error;
  }
}
