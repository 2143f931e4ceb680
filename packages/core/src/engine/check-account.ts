import type { AccountId } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import type { Proxy } from "../domain/proxy.ts";
import type { WayChecked } from "../domain/way-checked.ts";
import type { AccountStore } from "../ports/account-store.ts";
import type { OpenAccounts } from "./open-accounts.ts";

export interface CheckAccountParts {
  readonly accounts: AccountStore;
  readonly connections: OpenAccounts;
  /** Goes the way without any session. Throws SourceUnavailable and SignInRefused. */
  readonly checkWay: (proxy: Proxy | null) => Promise<WayChecked>;
}

/**
 * Goes an account's way to Telegram: as a stranger first, which tells a broken network or proxy from
 * a session that is not taken any more, and as the account then. Throws what either of them throws,
 * NotFound, InvalidState for an account that is not signed in or in use elsewhere, and VaultLocked.
 */
export async function checkAccount(
  { accounts, connections, checkWay }: CheckAccountParts,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<WayChecked> {
  const { state, stateReason } = await accounts.get(accountId);
  if (state !== "ready") {
    throw new InvalidState(
      state,
      `${stateReason ?? "It is signed out here."} Sign in with it again.`,
    );
  }
  const way = await checkWay(await accounts.proxyOf(accountId));
  await connections.use(accountId, signal, async () => {});
  return way;
}
