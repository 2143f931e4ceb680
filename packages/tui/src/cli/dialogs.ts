import type { Command } from "commander";
import { allDialogs } from "../client/all-dialogs.ts";
import type { Client } from "../client/client.ts";
import { NotFound } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { AccountsQuery } from "../operations/accounts.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";

export function addDialogs(program: Command, run: Runner): void {
  program
    .command("dialogs")
    .description("list the channels, groups and private chats of an account")
    .option("--account <label>", "the account's label or Telegram id; the first one unless given")
    .addHelpText(
      "after",
      `
Add any of them by its number: telekeep add -1001234567890. Examples:
  telekeep dialogs
  telekeep dialogs --account work --json | jq '.data.dialogs[].title'`,
    )
    .action(run((context, options: { readonly account?: string }) => dialogs(context, options)));
}

async function dialogs(
  context: CommandContext,
  { account }: { readonly account?: string },
): Promise<void> {
  await using client = await borrowServer(context);
  const id = account === undefined ? null : await accountId(client, account, context.signal);
  const all = await allDialogs(client, id, context.signal);
  context.finish(
    { dialogs: all },
    all.length === 0
      ? ["No chat to choose from. Sign in with: telekeep login"]
      : table(
          ["NUMBER", "KIND", "HERE", "NAME", "TITLE"],
          all.map(({ telegramId, kind, channel, username, title }) => [
            safeText(String(telegramId)),
            safeText(kind.toLowerCase()),
            safeText(channel === null ? "" : "yes"),
            safeText(username === null ? "" : `@${username}`),
            safeText(title),
          ]),
        ),
  );
}

/** The Telegram id of an account that is named by it or by its label. */
export async function accountId(
  client: Client,
  named: string,
  signal: AbortSignal,
): Promise<string> {
  const { accounts } = await client.request(AccountsQuery, {}, { signal });
  const account = accounts.find(
    ({ label, telegramUserId }) => label === named || String(telegramUserId) === named,
  );
  if (account !== undefined) return String(account.telegramUserId);
  throw new NotFound(`There is no account ${named}. See them with: telekeep accounts`);
}
