import type { Context } from "../context.ts";
import { batch } from "./batch.ts";

/** What is known of one channel beyond its row. */
export interface ChannelFacts {
  readonly oldestMessageAt: Date | null;
  readonly newestMessageAt: Date | null;
  readonly quarantinedCount: number;
}

/** Times and quarantine of channels, for all that one execution asks about in two statements. */
export const channelFacts = batch<Context, bigint, ChannelFacts>(async ({ db }, ids) => {
  const [times, quarantine] = await Promise.all([
    db.$queryRaw<{ id: bigint; oldest: Date | null; newest: Date | null }[]>`
      SELECT c.id, oldest.posted_at AS oldest, newest.posted_at AS newest
      FROM unnest(${[...ids]}::bigint[]) AS c (id)
      LEFT JOIN LATERAL (SELECT posted_at FROM message WHERE channel_id = c.id
        AND posted_at IS NOT NULL ORDER BY posted_at LIMIT 1) AS oldest ON true
      LEFT JOIN LATERAL (SELECT posted_at FROM message WHERE channel_id = c.id
        AND posted_at IS NOT NULL ORDER BY posted_at DESC LIMIT 1) AS newest ON true`,
    db.quarantinedItem.groupBy({
      by: ["channelId"],
      where: { channelId: { in: [...ids] } },
      _count: true,
    }),
  ]);
  return ids.map((id) => {
    const time = times.find((row) => row.id === id);
    return {
      oldestMessageAt: time?.oldest ?? null,
      newestMessageAt: time?.newest ?? null,
      quarantinedCount: quarantine.find((row) => row.channelId === id)?._count ?? 0,
    };
  });
});
