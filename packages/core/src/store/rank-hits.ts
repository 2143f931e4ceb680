import { type FoundHits, findHits } from "./find-hits.ts";
import { queryRows } from "./query-rows.ts";
import type { SearchConditions } from "./search-conditions.ts";
import type { SearchPosition } from "./search-cursor.ts";
import type { SearchSession } from "./search-database.ts";

/** Hits that are ranked: ranking all of a common word takes seconds. */
const RANKED = 1000;
/** Divides by 1 + log(length), so that long messages do not win by their length. */
const NORMALISATION = 1;

/** The most relevant of the newest thousand hits; equal ones newest first. */
export async function rankHits(
  session: SearchSession,
  conditions: SearchConditions,
  limit: number,
  after: SearchPosition | null,
): Promise<FoundHits> {
  const found = await findHits(session, conditions, RANKED, null);
  const rows = await queryRows<{ position: number; score: number }>(session.client, {
    name: "search-scores",
    text: SCORES,
    values: [
      found.hits.map(({ channelId }) => channelId),
      found.hits.map(({ id }) => id),
      conditions.ranking,
      NORMALISATION,
    ],
  });
  const ranked = rows
    .map(({ position, score }): SearchPosition => ({ ...found.hits[position - 1]!, score }))
    .sort(compare)
    .filter((hit) => after === null || compare(after, hit) < 0);
  return { hits: ranked.slice(0, limit), total: found.total };
}

function compare(a: SearchPosition, b: SearchPosition): number {
  if (a.score !== b.score) return b.score! - a.score!;
  const [x, y] = [a.postedAt ?? -Infinity, b.postedAt ?? -Infinity];
  if (x !== y) return x < y ? 1 : -1;
  return b.channelId - a.channelId || b.id - a.id;
}

const SCORES = `
  SELECT hits.position::integer, ts_rank(s.terms, $3::tsquery, $4::integer)::float8 AS score
  FROM unnest($1::bigint[], $2::integer[]) WITH ORDINALITY AS hits (channel_id, id, position)
  JOIN message_search s USING (channel_id, id)`;
