import type { AccountSpec } from "../simulator/world/account.ts";
import type { ServerProcess } from "./server-process.ts";

/** Any values will do for a Telegram of our own. */
export const API_CREDENTIALS = {
  TELEGRAM_API_ID: "12345",
  TELEGRAM_API_HASH: "0123456789abcdef0123456789abcdef",
};

interface Result {
  readonly __typename: string;
  readonly message?: string;
  readonly flow?: { readonly id: string; readonly step: string };
}

const FLOW = "__typename ... on Error { message } ... on LoginStepSuccess { flow { id step } }";

/** Signs one of the world's people in. */
export async function signInByApi(server: ServerProcess, person: AccountSpec): Promise<void> {
  const { phone, code, password, firstName } = person;
  const started = await server.ask<{ startLogin: Result }>(
    `mutation ($input: StartLoginInput!) { startLogin(input: $input) { ${FLOW} } }`,
    { input: { phoneNumber: `+${phone}`, label: firstName } },
  );
  const flowId = must(started.startLogin).flow?.id;
  const coded = await server.ask<{ submitLoginCode: Result }>(
    `mutation ($input: SubmitLoginCodeInput!) { submitLoginCode(input: $input) { ${FLOW} } }`,
    { input: { flowId, code } },
  );
  if (must(coded.submitLoginCode).flow?.step !== "PASSWORD") return;
  const passed = await server.ask<{ submitLoginPassword: Result }>(
    `mutation ($input: SubmitLoginPasswordInput!) {
      submitLoginPassword(input: $input) { ${FLOW} }
    }`,
    { input: { flowId, password } },
  );
  must(passed.submitLoginPassword);
}

/** Adds a channel and has its history fetched; answers the job. */
export async function addByApi(server: ServerProcess, reference: string): Promise<string> {
  const { addChannel } = await server.ask<{
    addChannel: Result & { job?: { id: string } | null };
  }>(
    `mutation ($input: AddChannelInput!) {
      addChannel(input: $input) {
        __typename ... on Error { message } ... on AddChannelSuccess { job { id } }
      }
    }`,
    { input: { reference } },
  );
  const job = must(addChannel).job;
  if (!job) throw new Error(`No job fetches ${reference}.`);
  return job.id;
}

/** A job's state and, of a failed one, why. */
export interface JobState {
  readonly state: string;
  readonly attempt: number;
  readonly failure: { readonly message: string } | null;
  readonly progress: { readonly phase: string; readonly messages: number } | null;
  /** RFC 3339. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export async function jobByApi(server: ServerProcess, id: string): Promise<JobState> {
  const { job } = await server.ask<{ job: JobState | null }>(
    `query ($id: ID!) {
      job(id: $id) {
        state attempt failure { message } progress { phase messages } startedAt finishedAt
      }
    }`,
    { id },
  );
  if (job === null) throw new Error(`There is no job ${id}.`);
  return job;
}

function must<R extends Result>(result: R): R {
  if (result.message === undefined) return result;
  throw new Error(`The API refuses: ${result.message}`);
}
