import type { ClientBase } from "pg";
import { queryRows } from "./query-rows.ts";
import { ANY_TIME, type SearchConditions } from "./search-conditions.ts";
import type { SearchPosition } from "./search-cursor.ts";
import type { Days } from "./time-slots.ts";
import { isEver, slotsOf } from "./time-slots.ts";

/** Where and how much a statement looks for hits. */
export interface HitQuery {
  readonly conditions: SearchConditions;
  /** Hits wanted, the newest ones. */
  readonly limit: number;
  /** The hit after which to begin; null: at the newest. */
  readonly after: SearchPosition | null;
}

/** Looks at messages one by one, newest first: at all, or at `budget` of them (of each channel). */
export async function walk(
  client: ClientBase,
  query: HitQuery,
  budget: number | null,
): Promise<SearchPosition[]> {
  const { channelIds } = query.conditions;
  const { walkedTerms: terms } = query.conditions;
  const values = [query.limit, budget];
  const rows =
    channelIds === null
      ? await select(client, "search-walk", WALK, terms, query, values)
      : await select(client, "search-walk-channels", WALK_CHANNELS, terms, query, [
          ...values,
          [...channelIds],
        ]);
  return rows.map(positionOf);
}

export interface IndexedHits {
  readonly hits: SearchPosition[];
  /** How many hits were seen; the newest are known if it is not greater than what was allowed. */
  readonly seen: number;
}

/**
 * Asks the index for the hits of some days: sees at most `enough` of them, in no order, and gives
 * the newest of those it saw.
 */
export async function askIndex(
  client: ClientBase,
  query: HitQuery,
  days: Days,
  enough: number | null = null,
): Promise<IndexedHits> {
  const values = [query.limit, enough];
  const { terms } = query.conditions;
  const rows = isEver(days)
    ? await select(client, "search-index", INDEX, terms, query, values)
    : await select(client, "search-index-days", INDEX_DAYS, terms, query, [
        ...values,
        slotsOf(days),
      ]);
  return { hits: rows.map(positionOf), seen: rows[0]?.seen ?? 0 };
}

interface HitRow {
  readonly channel_id: string;
  readonly id: number;
  readonly posted_at: string | null;
  readonly seen?: number;
}

async function select(
  client: ClientBase,
  name: string,
  text: string,
  terms: string | null,
  { conditions, after }: HitQuery,
  more: readonly unknown[],
): Promise<HitRow[]> {
  const { literal, from } = conditions;
  const values = [terms, literal, from, endOf(conditions, after), ...keyset(after), ...more];
  return queryRows<HitRow>(client, { name, text, values });
}

function positionOf(row: HitRow): SearchPosition {
  return {
    channelId: Number(row.channel_id),
    id: row.id,
    postedAt: row.posted_at === null ? null : Number(row.posted_at),
    score: null,
  };
}

/** Where the time of hits ends: what the position says as well, but a walk begins there. */
function endOf({ before }: SearchConditions, after: SearchPosition | null): string {
  if (after === null) return before;
  if (after.postedAt === null) return ANY_TIME;
  const end = (after.postedAt + 1) * 1000;
  return before !== "infinity" && Date.parse(before) <= end ? before : new Date(end).toISOString();
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
  ORDER BY message_search.posted_at DESC, channel_id DESC, id DESC LIMIT $8::integer`;

const WALK_CHANNELS = `
  SELECT ${COLUMNS} FROM (SELECT DISTINCT unnest($10::bigint[]) AS walked) AS channels, LATERAL (
    SELECT * FROM (
      SELECT * FROM message_search
      WHERE channel_id = walked AND ${PERIOD} AND ${AFTER}
      ORDER BY posted_at DESC, id DESC LIMIT $9::integer
    ) AS message_search
    WHERE ${MATCH}
    ORDER BY message_search.posted_at DESC, id DESC LIMIT $8::integer
  ) AS message_search
  ORDER BY message_search.posted_at DESC, channel_id DESC, id DESC LIMIT $8::integer`;

/** The sums keep the planner from reading the hits by date: the GIN index alone is left to it. */
const indexed = (days: string): string => `
  WITH hits AS MATERIALIZED (
    SELECT channel_id, id, posted_at FROM message_search
    WHERE terms @@ $1::tsquery ${days} AND ($2::text IS NULL OR strpos(folded, $2::text) > 0)
      AND posted_at + interval '0' >= $3::timestamptz
      AND posted_at + interval '0' < $4::timestamptz
      AND (posted_at + interval '0', channel_id, id) < ($5::timestamptz, $6::bigint, $7::integer)
    LIMIT $9::bigint
  )
  SELECT ${COLUMNS}, count(*) OVER ()::integer AS seen FROM hits
  ORDER BY hits.posted_at DESC, channel_id DESC, id DESC LIMIT $8::bigint`;

const INDEX = indexed("");
const INDEX_DAYS = indexed("AND search_slots(posted_at) && $10::integer[]");
