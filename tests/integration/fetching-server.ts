import type { Archive, Log } from "@telekeep/core";
import { openArchive } from "@telekeep/core";
import { type Simulator, type SimulatorOptions, startSimulator } from "../simulator/simulator.ts";
import type { ServerUnderTest } from "./server-under-test.ts";
import { startTestServer } from "./server-under-test.ts";
import { unaborted } from "./telegram-fixture.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const credentials = { apiId: 12_345, apiHash: "0123456789abcdef0123456789abcdef" };
const vaultKey = { type: "key", key: "7".repeat(64) } as const;
const AT_ONCE = { usual: 0, fastest: 0, slowest: 0 };

/** The API over an archive that fetches from a Telegram of our own, where anna has signed in. */
export interface FetchingServer extends AsyncDisposable {
  readonly api: ServerUnderTest;
  readonly archive: Archive;
  readonly simulator: Simulator;
  /** Makes a channel known without fetching it; answers its id in the API. */
  addChannel(reference: string): Promise<string>;
  /** Asks, and answers the one field; throws when there were errors. */
  // oxlint-disable-next-line typescript/no-explicit-any -- answers have the shape of their query
  ask(query: string, variables?: object): Promise<any>;
}

/** @param pageEvery milliseconds between two pages of history at least */
export async function startFetchingServer(
  options: SimulatorOptions,
  pageEvery = 0,
): Promise<FetchingServer> {
  await using undo = new AsyncDisposableStack();
  const simulator = undo.use(await startSimulator(options));
  const history = { usual: pageEvery, fastest: pageEvery, slowest: pageEvery };
  const paces = {
    ...{ sign_in: AT_ONCE, resolve: AT_ONCE, look: AT_ONCE, dialogs: AT_ONCE },
    ...{ history, messages: AT_ONCE, updates: AT_ONCE },
  };
  let opened: Archive | null = null;
  const api = undo.use(
    await startTestServer({
      archive: async ({ connectionString }) => {
        const telegram = { credentials, servers: simulator.servers, vaultKey, paces };
        opened = await openArchive({ connectionString, log: silent, telegram });
        return opened;
      },
    }),
  );
  const archive: Archive = undo.use(opened!);
  const { phone, code } = simulator.world.account("anna").spec;
  await using signIn = await archive.telegram!.signInByPhone(`+${phone}`, null, unaborted);
  const step = await signIn.submitCode(code, unaborted);
  if (step.needs !== null) throw new Error("anna has no password");
  await archive.telegram!.keepSignIn(step, "anna", null);

  const ask: FetchingServer["ask"] = async (query, variables) => {
    const { data, errors } = await api.ask(query, variables);
    if (errors !== undefined) throw new Error([JSON.stringify(errors), ...api.log].join("\n"));
    return Object.values(data)[0];
  };
  const cleanUp = undo.move();
  return {
    ...{ api, archive, simulator, ask },
    async addChannel(reference) {
      const added = await ask(
        `mutation ($reference: String!) {
          addChannel(input: { reference: $reference, startIngestion: false }) {
            ... on AddChannelSuccess { channel { id } } ... on Error { message } } }`,
        { reference },
      );
      if (added.channel === undefined) throw new Error(added.message);
      return added.channel.id;
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
