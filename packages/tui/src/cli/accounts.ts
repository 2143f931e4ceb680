import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { ExitCode, NotFound, RequestFailed } from "../client/failures.ts";
import { safeText, text } from "../format/safe-text.ts";
import {
  AccountsQuery,
  type ApiAccount,
  CheckAccountMutation,
  LogOutAccountMutation,
  SetAccountProxyMutation,
} from "../operations/accounts.ts";
import { toAccountRow } from "../view/account-row.ts";
import { askPerson } from "./ask-person.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";
import { typedProxy } from "./typed-proxy.ts";

/** A wrong clock makes Telegram's answers look old, and codes live too long or not at all. */
const ALLOWED_SKEW_SECONDS = 30;

export function addAccounts(program: Command, run: Runner): void {
  const command = program
    .command("accounts")
    .description("list the Telegram accounts that are signed in")
    .addHelpText(
      "after",
      `
Examples:
  telekeep accounts --json
  telekeep accounts check
  telekeep accounts proxy work socks5://127.0.0.1:9050
  telekeep accounts proxy work none`,
    )
    .action(run((context) => accounts(context)));
  command
    .command("check")
    .description("go each account's way to Telegram: proxy, handshake, session")
    .argument("[account]", "only this one, by its name here")
    .action(run((context, name: string | undefined) => check(context, name ?? null)));
  command
    .command("proxy")
    .description("set the proxy by which an account reaches Telegram")
    .argument("<account>", "its name here, or its id")
    .argument("<address>", "socks5://host:port, socks4://…, http://…; none for none; - asks for it")
    .action(run((context, name: string, address: string) => setProxy(context, name, address)));
  program
    .command("logout")
    .description("sign an account out: here and at Telegram; what it archived stays")
    .argument("<account>", "its name here, or its id")
    .option("--force", "forget the session here even when Telegram cannot be told")
    .addHelpText("after", "\nExample:\n  telekeep logout work")
    .action(
      run((context, name: string, options: { readonly force?: boolean }) =>
        logOut(context, name, options.force === true),
      ),
    );
}

async function accounts(context: CommandContext): Promise<void> {
  await using client = await borrowServer(context);
  const all = await allAccounts(client, context.signal);
  context.finish(
    { accounts: all },
    all.length === 0
      ? ["No account is signed in. Sign one in with: telekeep login"]
      : table(
          ["ACCOUNT", "PHONE", "STATE", "PROXY", "TELEGRAM ID"],
          all.map((account) => {
            const row = toAccountRow(account, Date.now());
            return [row.label, row.phone, row.why ?? row.state, row.proxy, row.telegramId];
          }),
        ),
  );
}

async function check(context: CommandContext, name: string | null): Promise<ExitCode> {
  await using client = await borrowServer(context);
  const all =
    name === null ? await allAccounts(client, context.signal) : [await find(client, name)];
  const checks = await Promise.all(
    all.map(async (account) => {
      const input = { telegramUserId: account.telegramUserId };
      return {
        account,
        result: (await client.request(CheckAccountMutation, { input })).checkAccount,
      };
    }),
  );
  context.finish(
    { checks },
    checks.length === 0
      ? ["No account is signed in. Sign one in with: telekeep login"]
      : checks.map(({ account, result }) => {
          const label = safeText(account.label);
          if (!("dialMilliseconds" in result)) return text`${label}: ${safeText(result.message)}`;
          const { dialMilliseconds: dial, handshakeMilliseconds: shake } = result;
          const way = account.proxy === null ? text`` : text` by ${safeText(account.proxy)}`;
          const skew = result.clockAheadSeconds;
          const clock =
            Math.abs(skew) <= ALLOWED_SKEW_SECONDS
              ? text``
              : text`; this machine's clock is ${Math.abs(skew)} s ${safeText(skew > 0 ? "behind" : "ahead of")} Telegram's: set it`;
          return text`${label}: ok${way}, connected in ${dial} ms, handshake ${shake} ms${clock}`;
        }),
  );
  return checks.every(({ result }) => "dialMilliseconds" in result) ? ExitCode.ok : ExitCode.failed;
}

async function setProxy(context: CommandContext, name: string, address: string): Promise<void> {
  using person = askPerson(context);
  const proxy = address === "none" ? null : await typedProxy(address, person);
  await using client = await borrowServer(context);
  const { telegramUserId } = await find(client, name);
  const { setAccountProxy: result } = await client.request(SetAccountProxyMutation, {
    input: { telegramUserId, proxy },
  });
  if (!("account" in result)) throw new RequestFailed(result.code, result.message);
  const { account } = result;
  const label = safeText(account.label);
  const shown = account.proxy === null ? text`no proxy of its own` : safeText(account.proxy);
  context.finish({ account }, [text`${label} reaches Telegram by ${shown}`]);
}

async function logOut(context: CommandContext, name: string, force: boolean): Promise<void> {
  await using client = await borrowServer(context);
  const { telegramUserId } = await find(client, name);
  const { logOutAccount: result } = await client.request(LogOutAccountMutation, {
    input: { telegramUserId, force },
  });
  if (!("account" in result)) throw new RequestFailed(result.code, result.message);
  const label = safeText(result.account.label);
  context.finish({ account: result.account, isRevoked: result.isRevoked }, [
    result.isRevoked
      ? text`Signed out ${label}; what it archived stays`
      : text`Signed out ${label} here only: end its session in a Telegram app too, under Settings, Devices`,
  ]);
}

async function allAccounts(client: Client, signal?: AbortSignal): Promise<readonly ApiAccount[]> {
  return (await client.request(AccountsQuery, {}, { signal })).accounts;
}

/** By the label first: an account may be called by another one's number. */
async function find(client: Client, name: string): Promise<ApiAccount> {
  const all = await allAccounts(client);
  const found =
    all.find(({ label }) => label === name) ??
    all.find(({ telegramUserId }) => String(telegramUserId) === name);
  if (found !== undefined) return found;
  throw new NotFound(`There is no account “${safeText(name)}”; see them with: telekeep accounts`);
}
