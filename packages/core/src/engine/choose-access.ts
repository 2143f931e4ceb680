import type { Account, AccountId } from "../domain/account.ts";
import { InvalidState, NotFound } from "../domain/errors.ts";
import type { BackfillInput } from "../domain/job.ts";
import type { ChannelAccess } from "../domain/target.ts";
import type { AccountStore } from "../ports/account-store.ts";
import type { TargetStore } from "../ports/target-store.ts";

/** What tells who can see a channel. */
export interface AccessParts {
  readonly targets: Pick<TargetStore, "accessTo">;
  readonly accounts: Pick<AccountStore, "list">;
}

/**
 * The way to a channel: by the account that was asked for, or the one that saw the channel last.
 * Throws NotFound when no account has seen it, and InvalidState when none of them is signed in.
 */
export async function chooseAccess(
  { targets, accounts }: AccessParts,
  { channelId, accountId }: Pick<BackfillInput, "channelId" | "accountId">,
): Promise<ChannelAccess> {
  const ways = await targets.accessTo(channelId);
  const wanted = ways.filter((way) => accountId === null || way.accountId === accountId);
  if (wanted.length === 0) {
    throw new NotFound(
      String(channelId),
      "No account here has seen this channel; add it with an account that can.",
    );
  }
  const all = new Map((await accounts.list()).map((account) => [account.id, account]));
  const isReady = (id: AccountId): boolean => all.get(id)?.state === "ready";
  const access = wanted.find((way) => isReady(way.accountId));
  if (access === undefined) throw notSignedIn(all.get(wanted[0]!.accountId));
  return access;
}

function notSignedIn(account: Account | undefined): InvalidState {
  return new InvalidState(
    account?.state ?? "signed_out",
    `The account ${account?.label ?? ""} that can see this channel is not signed in; sign in again.`,
  );
}
