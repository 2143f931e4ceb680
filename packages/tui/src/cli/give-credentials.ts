import type { Client } from "../client/client.ts";
import { RequestFailed } from "../client/failures.ts";
import { SetTelegramCredentialsMutation } from "../operations/login.ts";
import type { Person } from "./ask-person.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * Asks for what Telegram knows this program by, and hands it to the server, which keeps it.
 * @throws ClientFailure
 */
export async function giveCredentials(
  context: CommandContext,
  client: Client,
  person: Person,
): Promise<void> {
  context.say(
    "Telegram wants to know which program asks. Sign in at https://my.telegram.org, open “API\n" +
      "development tools”, and copy the two values; this is needed once. They are kept in the data\n" +
      "folder, in a file that only you can read.",
  );
  const apiId = Number(await person.ask("api_id"));
  const apiHash = await person.ask("api_hash", { isSecret: true });
  const { setTelegramCredentials: result } = await client.request(SetTelegramCredentialsMutation, {
    input: { apiId: Number.isSafeInteger(apiId) && apiId < 2 ** 31 ? apiId : 0, apiHash },
  });
  if (!("message" in result)) return;
  throw new RequestFailed(result.code, result.message);
}
