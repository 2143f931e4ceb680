import { type ApiChannel, ChannelsQuery } from "../operations/channels.ts";
import { toChannelRow } from "../view/channel-row.ts";
import type { EffectContext } from "./session.ts";

const PAGE_SIZE = 100;
/** Shown at most; more than anyone scrolls through, and the query language finds the rest. */
const MOST_CHANNELS = 5_000;
const BETWEEN_REFRESHES_MS = 1_000;

/** Loads all channels into the store. @throws ClientFailure */
export async function loadChannels({ client, store, signal, now }: EffectContext): Promise<void> {
  const all: ApiChannel[] = [];
  for (let after: string | null = null; all.length < MOST_CHANNELS; ) {
    const result: ChannelsPage = await client.request(
      ChannelsQuery,
      { first: PAGE_SIZE, after },
      { signal },
    );
    for (const edge of result.channels.edges) if (edge) all.push(edge.node);
    after = result.channels.pageInfo.endCursor;
    if (!result.channels.pageInfo.hasNextPage || after === null) break;
  }
  store.post((state) => ({
    ...state,
    connection: { ...state.connection, dataAt: now() },
    channels: {
      ...state.channels,
      rows: all.map(toChannelRow),
      known: all.map(({ id, title, username, telegramId }) => ({
        id,
        title,
        username,
        telegramId,
      })),
    },
  }));
}

interface ChannelsPage {
  readonly channels: {
    readonly edges: readonly ({ readonly node: ApiChannel } | null)[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** Runs a refresh at most once a second, however often it is asked for; the last ask counts. */
export function throttleRefresh(refresh: () => Promise<void>, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | null = null;
  let isRunning = false;
  let isAsked = false;
  const run = async () => {
    isRunning = true;
    isAsked = false;
    // A failure shows as a lost connection, which loads everything anew.
    await refresh().catch(() => {});
    isRunning = false;
    timer = setTimeout(() => {
      timer = null;
      if (isAsked) void run();
    }, BETWEEN_REFRESHES_MS);
  };
  signal.addEventListener("abort", () => timer !== null && clearTimeout(timer), { once: true });
  return () => {
    if (signal.aborted) return;
    if (isRunning || timer !== null) isAsked = true;
    else void run();
  };
}
