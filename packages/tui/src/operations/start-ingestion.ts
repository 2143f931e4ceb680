import { randomUUID } from "node:crypto";
import type { Client } from "../client/client.ts";
import { RequestFailed } from "../client/failures.ts";
import { graphql, type VariablesOf } from "./graphql.ts";
import { type ApiJob, JobFields } from "./jobs.ts";

/** Fetches what is not archived yet. The same idempotency key gives the same job. */
export const StartIngestionMutation = graphql(
  `
    mutation StartIngestion($input: StartIngestionInput!) {
      startIngestion(input: $input) {
        __typename
        ... on StartIngestionSuccess { alreadyRunning job { ...JobFields } }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);

type Input = VariablesOf<typeof StartIngestionMutation>["input"];

/** Asks the server to fetch a channel. @throws RequestFailed when it refuses, with its reason */
export async function startIngestion(
  client: Client,
  input: Omit<Input, "idempotencyKey">,
  signal?: AbortSignal,
): Promise<{ job: ApiJob; alreadyRunning: boolean }> {
  const { startIngestion: result } = await client.request(
    StartIngestionMutation,
    { input: { ...input, idempotencyKey: randomUUID() } },
    { signal },
  );
  if (result.__typename === "StartIngestionSuccess") return result;
  throw new RequestFailed(result.code, result.message);
}
