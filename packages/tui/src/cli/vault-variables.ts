import { UsageError } from "../client/failures.ts";
import { askPerson } from "./ask-person.ts";
import type { CommandContext } from "./command-context.ts";

const NAME = "TELEKEEP_VAULT_PASSPHRASE";

/**
 * The variables of a server that is about to be started; where the passphrase of the vault is `ask`,
 * with what a person types. It goes on as a variable: an argument could be read by everybody.
 * @throws UsageError where nobody can be asked, or nothing was entered
 */
export async function vaultVariables(
  context: CommandContext,
  variables: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  if (variables[NAME] !== "ask") return variables;
  if (!context.streams.stdin.isTTY) {
    throw new UsageError(
      `${NAME}=ask needs a terminal to ask on: start the server from one, or set the passphrase itself.`,
    );
  }
  using person = askPerson(context);
  const passphrase = await person.ask("Passphrase of the vault", { isSecret: true });
  if (passphrase === "") throw new UsageError("No passphrase was entered, so nothing was started.");
  return { ...variables, [NAME]: passphrase };
}
