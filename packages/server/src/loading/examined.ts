import type { Context } from "../context.ts";
import { batch } from "./batch.ts";

/** Ids of a channel, both ends included. */
export interface IdSpan {
  readonly channelId: bigint;
  readonly fromMessageId: number;
  readonly toMessageId: number;
}

/** What is known of the ids of a span. */
export interface Examined {
  readonly coveredIds: number;
  /** Of them, those that the archive holds something of: a message, or one in quarantine. */
  readonly presentIds: number;
}

/** How much of spans was examined and found, for all that one execution asks about at once. */
export const examinedWithin = batch<Context, IdSpan, Examined>(async ({ db }, spans) => {
  const channels = spans.map(({ channelId }) => channelId);
  const lows = spans.map(({ fromMessageId }) => fromMessageId);
  const highs = spans.map(({ toMessageId }) => toMessageId);
  const rows = await db.$queryRaw<{ place: bigint; covered: bigint; present: bigint }[]>`
    SELECT span.place, sum(upper(piece) - lower(piece))::bigint AS covered,
      sum(message.count + quarantined.count)::bigint AS present
    FROM unnest(${channels}::bigint[], ${lows}::int8[], ${highs}::int8[])
      WITH ORDINALITY AS span (channel_id, low, high, place)
    JOIN channel AS c ON c.id = span.channel_id
    CROSS JOIN LATERAL unnest(
      c.coverage * int8multirange(int8range(span.low, span.high + 1))) AS piece
    CROSS JOIN LATERAL (SELECT count(*) FROM message WHERE channel_id = span.channel_id
      AND id >= lower(piece) AND id < upper(piece)) AS message
    CROSS JOIN LATERAL (SELECT count(DISTINCT item.id) FROM (
        SELECT CASE WHEN message_id ~ '^[0-9]{1,10}$' THEN message_id::bigint END AS id
        FROM quarantined_item WHERE channel_id = span.channel_id) AS item
      WHERE item.id >= lower(piece) AND item.id < upper(piece) AND NOT EXISTS (
        SELECT FROM message AS m WHERE m.channel_id = span.channel_id AND m.id = item.id)
    ) AS quarantined
    GROUP BY span.place`;
  const known = new Map(rows.map((row) => [Number(row.place), row]));
  return spans.map((_span, index) => {
    const row = known.get(index + 1);
    return { coveredIds: Number(row?.covered ?? 0), presentIds: Number(row?.present ?? 0) };
  });
});

/** A span in at most so many parts of nearly equal size; none when it holds no id. */
export function divide({ channelId, fromMessageId, toMessageId }: IdSpan, parts: number): IdSpan[] {
  const ids = toMessageId - fromMessageId + 1;
  const count = Math.max(0, Math.min(parts, ids));
  const start = (part: number): number => fromMessageId + Math.floor((part * ids) / count);
  return Array.from({ length: count }, (_, part) => ({
    ...{ channelId, fromMessageId: start(part), toMessageId: start(part + 1) - 1 },
  }));
}
