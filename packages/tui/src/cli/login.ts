import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { ClientFailure, exitCodeOf } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import type { ResultOf } from "../operations/graphql.ts";
import {
  CancelLoginMutation,
  type LoginFlowFields,
  StartLoginMutation,
  SubmitLoginCodeMutation,
  SubmitLoginPasswordMutation,
} from "../operations/login.ts";
import { askPerson, type Person } from "./ask-person.ts";
import type { CommandContext } from "./command-context.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";

type Flow = ResultOf<typeof LoginFlowFields>;

/** How often a code or a password may be wrong: Telegram counts too, and less kindly. */
const ATTEMPTS = 3;
/** What may be tried again at once. */
const MISTYPED = new Set(["CODE_WRONG", "PASSWORD_WRONG"]);

export function addLogin(program: Command, run: Runner): void {
  program
    .command("login")
    .description("sign a Telegram account in, to fetch channels with")
    .option("--label <name>", "what to call the account here; its own name otherwise")
    .addHelpText(
      "after",
      `
Asks for the phone number, the code that Telegram sends, and the account's password if it has one.
Piped input is read a line each, in this order. Nothing of it is kept, shown or logged.
Needs TELEGRAM_API_ID and TELEGRAM_API_HASH at the server's start; https://my.telegram.org has them.
Examples:
  telekeep login
  telekeep login --label work`,
    )
    .action(run((context, options: { readonly label?: string }) => login(context, options)));
}

async function login(context: CommandContext, { label }: { readonly label?: string }) {
  const { client, started } = await ensureServer(context);
  try {
    using person = askPerson(context);
    const phoneNumber = await person.ask("Phone number, with + and the country's code");
    const { startLogin } = await client.request(StartLoginMutation, {
      input: { phoneNumber, label: label ?? null },
    });
    let flow = flowOf(startLogin);
    try {
      flow = await answer(client, context, person, flow);
    } catch (error) {
      await client.request(CancelLoginMutation, { input: { flowId: flow.id } });
      throw error;
    }
    const name = safeText(flow.account?.label ?? "");
    context.finish({ account: flow.account }, [`Signed in as ${name}`]);
  } finally {
    await client[Symbol.asyncDispose]();
    if (started) await leaveServer(context, client, started, null);
  }
}

/** Hands in what the sign-in needs until it is done. @throws ClientFailure */
async function answer(client: Client, context: CommandContext, person: Person, begun: Flow) {
  let flow = begun;
  for (let attempt = 1; flow.step !== "DONE"; ) {
    const result = await submit(client, person, flow);
    if (result.__typename === "LoginStepSuccess") {
      if (result.flow.step !== flow.step) attempt = 1;
      flow = result.flow;
    } else if (result.__typename === "LoginError" && MISTYPED.has(result.reason)) {
      if (++attempt > ATTEMPTS) throw refusal(result);
      context.say(result.message);
    } else {
      throw refusal(result);
    }
  }
  return flow;
}

async function submit(client: Client, person: Person, flow: Flow) {
  const flowId = flow.id;
  if (flow.step === "CODE") {
    const code = await person.ask(`Code (sent by ${flow.codeDelivery ?? "Telegram"})`);
    return (await client.request(SubmitLoginCodeMutation, { input: { flowId, code } }))
      .submitLoginCode;
  }
  const hint = flow.passwordHint === null ? "" : ` (hint: ${safeText(flow.passwordHint)})`;
  const password = await person.ask(`Password${hint}`, { isSecret: true });
  return (await client.request(SubmitLoginPasswordMutation, { input: { flowId, password } }))
    .submitLoginPassword;
}

function flowOf(
  result:
    | { __typename: "LoginStepSuccess"; flow: Flow }
    | { __typename: string; message: string; code: string },
): Flow {
  if ("flow" in result) return result.flow;
  throw refusal(result);
}

function refusal({ code, message }: { code: string; message: string }): ClientFailure {
  return new ClientFailure(code, exitCodeOf(code), message);
}
