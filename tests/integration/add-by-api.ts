import type { FetchingServer } from "./fetching-server.ts";
import { waitUntil } from "./wait-until.ts";

export const ADD = `mutation ($input: AddChannelInput!) { addChannel(input: $input) {
  ... on AddChannelSuccess { channel { id telegramId } channels { telegramId } jobs { id } }
  ... on Error { code message } } }`;

/** Adds a channel, and waits until what was started for it is done. */
export async function addByApi(server: FetchingServer, input: object) {
  const added = await server.ask(ADD, { input });
  for (const { id } of added.jobs ?? []) {
    await waitUntil(async () => {
      const { state } = await server.ask("query ($id: ID!) { job(id: $id) { state } }", { id });
      if (state === "FAILED") throw new Error(`The job ${id} has failed.`);
      return state === "SUCCEEDED";
    });
  }
  return added;
}
