import { toClientFailure } from "../client/failures.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import {
  AccountsQuery,
  CheckAccountMutation,
  LogOutAccountMutation,
} from "../operations/accounts.ts";
import { toAccountRow } from "../view/account-row.ts";
import { type AccountCommands, type EffectContext, toast } from "./session.ts";

/** The accounts of the dashboard and what can be done to them. */
interface WatchAccounts extends AccountCommands {
  /** Loads the list. @throws ClientFailure */
  load(): Promise<void>;
}

export function watchAccounts(context: EffectContext): WatchAccounts {
  const { client, store, signal, now } = context;
  const load = async () => {
    const { accounts } = await client.request(AccountsQuery, {}, { signal });
    store.post((state) => ({
      ...state,
      accounts: { ...state.accounts, rows: accounts.map((each) => toAccountRow(each, now())) },
    }));
  };
  /** Says what came of it, and shows the accounts as they are then. */
  const tell = async (work: () => Promise<{ tone: "good" | "bad"; words: SafeText }>) => {
    try {
      const { tone, words } = await work();
      toast(context, tone, words);
      await load();
    } catch (error) {
      if (!signal.aborted) toast(context, "bad", safeText(toClientFailure(error).message));
    }
  };
  return {
    load,
    logOut: (telegramUserId) =>
      void tell(async () => {
        const input = { telegramUserId, force: false };
        const result = (await client.request(LogOutAccountMutation, { input }, { signal }))
          .logOutAccount;
        return "account" in result
          ? { tone: "good", words: text`Signed out ${safeText(result.account.label)}.` }
          : { tone: "bad", words: safeText(result.message) };
      }),
    check: (telegramUserId) =>
      void tell(async () => {
        const input = { telegramUserId };
        const result = (await client.request(CheckAccountMutation, { input }, { signal }))
          .checkAccount;
        if (!("dialMilliseconds" in result)) {
          return { tone: "bad", words: safeText(result.message) };
        }
        const { dialMilliseconds: dial, handshakeMilliseconds: shake } = result;
        const words = text`Telegram answers: connected in ${dial} ms, handshake ${shake} ms.`;
        return { tone: "good", words };
      }),
  };
}
