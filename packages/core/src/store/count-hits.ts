import type { ClientBase } from "pg";
import { queryRows } from "./query-rows.ts";
import type { SearchConditions } from "./search-conditions.ts";
import type { SearchCount } from "./search-request.ts";
import { daysOf, isEver, slotsOf } from "./time-slots.ts";

/** Hits beyond which nobody needs to know how many more there are. */
export const MAX_COUNT = 10_000;
/** Messages looked at where the index cannot help. */
const EXAMINED = 100_000;

/** How many messages meet the conditions; exact up to 10,000. */
export async function countHits(
  client: ClientBase,
  conditions: SearchConditions,
): Promise<SearchCount> {
  const { terms, literal, from, before, channelIds, isIndexable } = conditions;
  const values = [terms, literal, from, before];
  if (isIndexable) {
    const days = daysOf(conditions, null);
    const [row] = await queryRows<CountRow>(
      client,
      isEver(days)
        ? { name: "search-count", text: COUNT_INDEXED, values: [...values, MAX_COUNT + 1] }
        : {
            name: "search-count-days",
            text: COUNT_INDEXED_DAYS,
            values: [...values, MAX_COUNT + 1, slotsOf(days)],
          },
    );
    return countOf(row!.count, false);
  }
  const [row] = await queryRows<CountRow>(client, {
    name: "search-count-walk",
    text: COUNT_WALKED,
    values: [...values, channelIds === null ? null : [...channelIds], EXAMINED + 1],
  });
  return countOf(row!.count, row!.examined! > EXAMINED);
}

interface CountRow {
  readonly count: number;
  readonly examined?: number;
}

function countOf(count: number, isCutShort: boolean): SearchCount {
  if (count > MAX_COUNT) return { value: MAX_COUNT, relation: "AT_LEAST" };
  return { value: count, relation: isCutShort ? "AT_LEAST" : "EXACT" };
}

const MATCH = `($1::tsquery IS NULL OR terms @@ $1::tsquery)
  AND ($2::text IS NULL OR strpos(folded, $2::text) > 0)`;
const PERIOD = "posted_at >= $3::timestamptz AND posted_at < $4::timestamptz";

/** The sums leave only the GIN index to the planner. */
const indexed = (days: string): string => `
  SELECT count(*)::integer AS count FROM (
    SELECT FROM message_search
    WHERE terms @@ $1::tsquery ${days} AND ($2::text IS NULL OR strpos(folded, $2::text) > 0)
      AND posted_at + interval '0' >= $3::timestamptz
      AND posted_at + interval '0' < $4::timestamptz
    LIMIT $5::integer
  ) AS hits`;

const COUNT_INDEXED = indexed("");
const COUNT_INDEXED_DAYS = indexed("AND search_slots(posted_at) && $6::integer[]");

const COUNT_WALKED = `
  SELECT count(*) FILTER (WHERE ${MATCH})::integer AS count, count(*)::integer AS examined FROM (
    SELECT * FROM message_search
    WHERE ${PERIOD} AND ($5::bigint[] IS NULL OR channel_id = ANY ($5::bigint[]))
    ORDER BY posted_at DESC, channel_id DESC, id DESC LIMIT $6::integer
  ) AS examined`;
