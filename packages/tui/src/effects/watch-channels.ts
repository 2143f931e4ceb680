import { ChannelProgressSubscription } from "../operations/channels.ts";
import { withProgress } from "../view/channel-row.ts";
import type { EffectContext } from "./session.ts";

export interface WatchChannels {
  /** Begins to follow, unless it does so already. */
  follow(): void;
}

/**
 * Keeps what the channels in the store are doing up to date, over one subscription for all.
 * @param onUnknown called for a channel that is not listed yet
 */
export function watchChannels(context: EffectContext, onUnknown: () => void): WatchChannels {
  let isFollowing = false;
  const run = async () => {
    let isFirst = true;
    for await (const { channelProgress: event } of context.client.subscribe(
      ChannelProgressSubscription,
      {},
      context.signal,
    )) {
      const { channel, progress, emittedAt } = event;
      // Countdowns run by the server's clock: it may differ from the one here.
      const clockOffset = isFirst ? Date.parse(emittedAt) - context.now() : null;
      isFirst = false;
      const { rows } = context.store.get().channels;
      const at = rows?.findIndex(({ id }) => id === channel.id) ?? -1;
      if (at === -1) onUnknown();
      context.store.post((state) => {
        const { channels } = state;
        const row = channels.rows?.[at];
        const next = row?.id === channel.id ? withProgress(row, progress) : row;
        const isSame = next === row && clockOffset === null;
        if (isSame) return state;
        return {
          ...state,
          channels: {
            ...channels,
            rows:
              next === undefined || next === row ? channels.rows : channels.rows!.with(at, next),
            clockOffset: clockOffset ?? channels.clockOffset,
          },
        };
      });
    }
  };
  return {
    follow() {
      if (isFollowing) return;
      isFollowing = true;
      // The connection's keeper notices a break, and follows anew when it is back.
      run()
        .catch(() => {})
        .finally(() => {
          isFollowing = false;
        });
    },
  };
}
