import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { ClientFailure, exitCodeOf, RequestFailed } from "../client/failures.ts";
import { type LoginFlow, loginFlowOf } from "../client/login-flow.ts";
import { safeText } from "../format/safe-text.ts";
import {
  CancelLoginMutation,
  LoginProgressSubscription,
  ResendLoginCodeMutation,
  StartLoginMutation,
  SubmitLoginCodeMutation,
  SubmitLoginPasswordMutation,
} from "../operations/login.ts";
import { askPerson, type Person } from "./ask-person.ts";
import type { CommandContext } from "./command-context.ts";
import { giveCredentials } from "./give-credentials.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";
import { createShownQr } from "./show-qr.ts";
import { typedProxy } from "./typed-proxy.ts";

interface LoginOptions {
  readonly label?: string;
  readonly qr?: boolean;
  readonly proxy?: string;
}

/** How often a code or a password may be wrong: Telegram counts too, and less kindly. */
const ATTEMPTS = 3;
/** What may be tried again at once. */
const MISTYPED = new Set(["CODE_WRONG", "PASSWORD_WRONG", "CODE_UNAVAILABLE"]);

export function addLogin(program: Command, run: Runner): void {
  program
    .command("login")
    .description("sign a Telegram account in, to fetch channels with")
    .option("--label <name>", "what to call the account here; its own name otherwise")
    .option("--qr", "show a QR code to be scanned in a Telegram app, instead of asking for a code")
    .option("--proxy <address>", "how to reach Telegram as this account; - asks for it")
    .addHelpText(
      "after",
      `
Asks for the phone number, the code that Telegram sends (an empty line has it sent another way), and
the account's password if it has one. Piped input is read a line each, in this order. Nothing of it
is kept, shown or logged. The first time, api_id and api_hash of https://my.telegram.org are asked
for, unless the server has TELEGRAM_API_ID and TELEGRAM_API_HASH.
Examples:
  telekeep login
  telekeep login --qr --label work
  telekeep login --proxy socks5://127.0.0.1:9050`,
    )
    .action(run((context, options: LoginOptions) => login(context, options)));
}

async function login(context: CommandContext, options: LoginOptions) {
  const { client, started } = await ensureServer(context);
  try {
    using person = askPerson(context);
    let flow = await begin(client, context, person, options);
    try {
      if (flow.step === "SCAN_QR") flow = await waitForScan(client, context, flow);
      flow = await answer(client, context, person, flow);
    } catch (error) {
      // Should that fail, the sign-in ends by itself; why it failed here is what matters.
      await client.request(CancelLoginMutation, { input: { flowId: flow.id } }).catch(() => {});
      throw error;
    }
    const name = safeText(flow.account?.label ?? "");
    context.finish({ account: flow.account }, [`Signed in as ${name}`]);
  } finally {
    await client[Symbol.asyncDispose]();
    if (started) await leaveServer(context, client, started, null);
  }
}

/** Begins the sign-in; credentials that are missing are asked for where somebody can answer. */
async function begin(
  client: Client,
  context: CommandContext,
  person: Person,
  { label = null, qr, proxy }: { label?: string | null; qr?: boolean; proxy?: string },
): Promise<LoginFlow> {
  const input = {
    label,
    proxy: proxy === undefined ? null : await typedProxy(proxy, person),
    phoneNumber: qr ? null : await person.ask("Phone number, with + and the country's code"),
  };
  for (let isAsked = false; ; isAsked = true) {
    const { startLogin } = await client.request(StartLoginMutation, { input });
    const isMissing =
      startLogin.__typename === "InvalidStateError" && startLogin.currentState === "NO_CREDENTIALS";
    if (!isMissing || isAsked || !context.streams.stdin.isTTY) return loginFlowOf(startLogin);
    await giveCredentials(context, client, person);
  }
}

/** Shows each code until one was scanned. @throws ClientFailure when the sign-in ends otherwise */
async function waitForScan(
  client: Client,
  context: CommandContext,
  begun: LoginFlow,
): Promise<LoginFlow> {
  const shown = createShownQr(context);
  let last: string | null = null;
  for await (const { loginProgress: flow } of client.subscribe(
    LoginProgressSubscription,
    { id: begun.id },
    context.signal,
  )) {
    if (flow.failure !== null) throw new RequestFailed(flow.failure.code, flow.failure.message);
    if (flow.step !== "SCAN_QR") return flow;
    if (flow.qr === null || flow.qr.loginUrl === last) continue;
    last = flow.qr.loginUrl;
    shown.show(flow.qr.loginUrl, flow.qr.expiresAt);
  }
  context.signal.throwIfAborted();
  throw new ClientFailure("EXPIRED", exitCodeOf("EXPIRED"), "The server ended the sign-in.");
}

/** Hands in what the sign-in needs until it is done. @throws ClientFailure */
async function answer(client: Client, context: CommandContext, person: Person, begun: LoginFlow) {
  let flow = begun;
  for (let attempt = 1; flow.step !== "DONE"; ) {
    const result = await submit(client, person, flow);
    if (result.__typename === "LoginStepSuccess") {
      if (result.flow.step !== flow.step) attempt = 1;
      flow = result.flow;
    } else if (result.__typename === "LoginError" && MISTYPED.has(result.reason)) {
      if (++attempt > ATTEMPTS) throw new RequestFailed(result.code, result.message);
      context.say(result.message);
    } else {
      throw new RequestFailed(result.code, result.message);
    }
  }
  return flow;
}

async function submit(client: Client, person: Person, flow: LoginFlow) {
  const flowId = flow.id;
  if (flow.step === "ENTER_CODE") {
    const question = `Code (sent by ${flow.codeDelivery ?? "Telegram"})`;
    const code = await person.ask(question, { isSecret: true });
    if (code === "") {
      return (await client.request(ResendLoginCodeMutation, { input: { flowId } })).resendLoginCode;
    }
    return (await client.request(SubmitLoginCodeMutation, { input: { flowId, code } }))
      .submitLoginCode;
  }
  const hint = flow.passwordHint === null ? "" : ` (hint: ${safeText(flow.passwordHint)})`;
  const password = await person.ask(`Password${hint}`, { isSecret: true });
  return (await client.request(SubmitLoginPasswordMutation, { input: { flowId, password } }))
    .submitLoginPassword;
}
