import type { AccountId } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import type { ChannelReference, FoundChannel } from "../domain/target.ts";
import type { AccountStore } from "../ports/account-store.ts";
import type { TargetStore } from "../ports/target-store.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { OpenAccounts } from "./open-accounts.ts";

/** What finding a channel works with. */
export interface AddChannelParts {
  readonly accounts: AccountStore;
  readonly targets: TargetStore;
  readonly connections: OpenAccounts;
  readonly gate: FloodGate;
}

/**
 * Asks Telegram what a reference means and makes the channel known, with the account's way to it.
 * `accountId` null is the first account that is signed in. Does not wait for a flood pause: who
 * adds a channel is there to be told of it. Throws InvalidState when no account is signed in,
 * PauseTooLong, and what MessageSource.resolve throws.
 */
export async function addChannel(
  parts: AddChannelParts,
  reference: ChannelReference,
  accountId: AccountId | null,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const id = accountId ?? (await firstReady(parts.accounts));
  const found = await parts.connections.use(id, signal, (source) =>
    parts.gate.run(id, "resolve", () => source.resolve(reference, signal), {
      signal,
      longestWait: 0,
    }),
  );
  await parts.targets.saveFound(found);
  return found;
}

async function firstReady(accounts: AccountStore): Promise<AccountId> {
  const ready = (await accounts.list()).find(({ state }) => state === "ready");
  if (ready !== undefined) return ready.id;
  throw new InvalidState(
    "signed_out",
    "No account is signed in to Telegram; sign in first, then add the channel.",
  );
}
