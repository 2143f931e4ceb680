import type { ClientBase } from "pg";
import { estimateDensity } from "./estimate-density.ts";
import type { SearchConditions } from "./search-conditions.ts";
import type { SearchPosition } from "./search-cursor.ts";

/** Hits in order, newest first. */
export interface FoundHits {
  readonly hits: readonly SearchPosition[];
  /** How many there are in all, when finding these told it. */
  readonly total: number | null;
}

/** Messages that may be looked at before the index is asked at all. */
const SHORT_WALK = 5000;
/** Hits up to which all are fetched and sorted. */
const FEW = 2000;
/** Messages looked at before all hits of the index are sorted, however many. */
const LONG_WALK = 50_000;

/**
 * The newest hits after a position. How rare the words are decides which plan is quick, and the
 * planner's own choice, made for average words, costs seconds when it is wrong. So they are tried:
 *
 * 1. words so common that a page of them should be near: look at the newest messages, and at more
 *    of them when a good part of a page was there;
 * 2. ask the index; if the hits are few, fetch and sort them all;
 * 3. look at many more messages, where that is likely to help;
 * 4. only its hits are all old: fetch and sort them, however many.
 */
export async function findHits(
  client: ClientBase,
  conditions: SearchConditions,
  limit: number,
  after: SearchPosition | null,
): Promise<FoundHits> {
  const { likely, isIndexable } = conditions;
  if (!isIndexable || likely === null) {
    return { hits: await walk(client, conditions, limit, after, null), total: null };
  }
  let expected = limit / (await estimateDensity(client, likely));
  if (expected <= SHORT_WALK) {
    const budget = Math.ceil(expected * 2) + 100;
    const nearby = await walk(client, conditions, limit, after, budget);
    if (nearby.length === limit) return { hits: nearby, total: null };
    expected = (limit * budget) / nearby.length;
    if (expected <= SHORT_WALK) {
      const near = await walk(client, conditions, limit, after, Math.ceil(expected * 2));
      if (near.length === limit) return { hits: near, total: null };
    }
  }
  const few = await select(client, SOME, conditions, FEW + 1, after);
  if (few.length <= FEW) {
    return { hits: few.sort(newestFirst).slice(0, limit), total: after ? null : few.length };
  }
  if (expected <= LONG_WALK) {
    const further = await walk(client, conditions, limit, after, LONG_WALK);
    if (further.length === limit) return { hits: further, total: null };
  }
  return { hits: await select(client, SORTED, conditions, limit, after), total: null };
}

function newestFirst(a: SearchPosition, b: SearchPosition): number {
  const [x, y] = [a.postedAt ?? -Infinity, b.postedAt ?? -Infinity];
  if (x !== y) return x < y ? 1 : -1;
  return b.channelId - a.channelId || b.id - a.id;
}

async function walk(
  client: ClientBase,
  conditions: SearchConditions,
  limit: number,
  after: SearchPosition | null,
  budget: number | null,
): Promise<SearchPosition[]> {
  const { channelIds } = conditions;
  if (channelIds === null) return select(client, WALK, conditions, limit, after, [budget]);
  return select(client, WALK_CHANNELS, conditions, limit, after, [
    budget === null ? null : Math.ceil(budget / Math.max(1, channelIds.length)),
    [...channelIds],
  ]);
}

interface HitRow {
  readonly channel_id: string;
  readonly id: number;
  readonly posted_at: string | null;
}

async function select(
  client: ClientBase,
  sql: string,
  conditions: SearchConditions,
  limit: number,
  after: SearchPosition | null,
  more: readonly unknown[] = [],
): Promise<SearchPosition[]> {
  const { rows } = await client.query<HitRow>(sql, [
    conditions.terms,
    conditions.literal,
    conditions.from,
    conditions.before,
    ...keyset(after),
    limit,
    ...more,
  ]);
  return rows.map((row) => ({
    channelId: Number(row.channel_id),
    id: row.id,
    postedAt: row.posted_at === null ? null : Number(row.posted_at),
    score: null,
  }));
}

/** The position as the statements compare it; before everything when there is none. */
function keyset(after: SearchPosition | null): [string, number, number] {
  if (after === null) return ["infinity", 0, 0];
  const time =
    after.postedAt === null ? "-infinity" : new Date(after.postedAt * 1000).toISOString();
  return [time, after.channelId, after.id];
}

const COLUMNS = `channel_id, id,
  CASE WHEN isfinite(posted_at) THEN extract(epoch FROM posted_at)::bigint END AS posted_at`;
const MATCH = `($1::tsquery IS NULL OR terms @@ $1::tsquery)
  AND ($2::text IS NULL OR strpos(folded, $2::text) > 0)`;
const PERIOD = "posted_at >= $3::timestamptz AND posted_at < $4::timestamptz";
const AFTER = "(posted_at, channel_id, id) < ($5::timestamptz, $6::bigint, $7::integer)";
const NEWEST_FIRST = "posted_at DESC, channel_id DESC, id DESC";

/** The inner query examines, the outer one tests: so the budget is of messages examined. */
const WALK = `
  SELECT ${COLUMNS} FROM (
    SELECT * FROM message_search WHERE ${PERIOD} AND ${AFTER}
    ORDER BY ${NEWEST_FIRST} LIMIT $9::integer
  ) AS message_search
  WHERE ${MATCH}
  ORDER BY message_search.posted_at DESC, channel_id DESC, id DESC LIMIT $8`;

const WALK_CHANNELS = `
  SELECT ${COLUMNS} FROM (SELECT DISTINCT unnest($10::bigint[]) AS walked) AS channels, LATERAL (
    SELECT * FROM (
      SELECT * FROM message_search
      WHERE channel_id = walked AND ${PERIOD} AND posted_at <= $5::timestamptz AND ${AFTER}
      ORDER BY posted_at DESC, id DESC LIMIT $9::integer
    ) AS message_search
    WHERE ${MATCH}
    ORDER BY message_search.posted_at DESC, id DESC LIMIT $8
  ) AS message_search
  ORDER BY message_search.posted_at DESC, channel_id DESC, id DESC LIMIT $8`;

/** The sums keep the planner from reading the hits by date: the GIN index alone is left to it. */
const FROM_INDEX = `FROM message_search
  WHERE ${MATCH} AND posted_at + interval '0' >= $3::timestamptz AND posted_at + interval '0' < $4::timestamptz
    AND (posted_at + interval '0', channel_id, id) < ($5::timestamptz, $6::bigint, $7::integer)`;

const SOME = `SELECT ${COLUMNS} ${FROM_INDEX} LIMIT $8`;

const SORTED = `
  SELECT ${COLUMNS} ${FROM_INDEX}
  ORDER BY message_search.posted_at DESC, channel_id DESC, id DESC LIMIT $8`;
