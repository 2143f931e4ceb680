import type { Command } from "commander";
import { safeText } from "../format/safe-text.ts";
import { AccountsQuery } from "../operations/accounts.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";

export function addAccounts(program: Command, run: Runner): void {
  program
    .command("accounts")
    .description("list the Telegram accounts that are signed in")
    .addHelpText("after", "\nExamples:\n  telekeep accounts\n  telekeep accounts --json")
    .action(run((context) => accounts(context)));
}

async function accounts(context: CommandContext): Promise<void> {
  await using client = await borrowServer(context);
  const { accounts: all } = await client.request(AccountsQuery, {}, { signal: context.signal });
  context.finish(
    { accounts: all },
    all.length === 0
      ? ["No account is signed in. Sign one in with: telekeep login"]
      : table(
          ["ACCOUNT", "PHONE", "STATE", "TELEGRAM ID"],
          all.map(({ label, phoneMasked, state, stateReason, telegramUserId }) => [
            safeText(label),
            safeText(phoneMasked ?? ""),
            safeText(stateReason ?? state.toLowerCase()),
            safeText(String(telegramUserId)),
          ]),
        ),
  );
}
