import type { ClientBase } from "pg";
import { binaryArray } from "./binary-arrays.ts";
import { type FoundHits, findHits } from "./find-hits.ts";
import type { SearchConditions } from "./search-conditions.ts";
import type { SearchPosition } from "./search-cursor.ts";

/** Hits that are ranked: ranking all of a common word takes seconds. */
const RANKED = 1000;
/** Divides by 1 + log(length), so that long messages do not win by their length. */
const NORMALISATION = 1;

/** The most relevant of the newest thousand hits; equal ones newest first. */
export async function rankHits(
  client: ClientBase,
  conditions: SearchConditions,
  limit: number,
  after: SearchPosition | null,
): Promise<FoundHits> {
  const found = await findHits(client, conditions, RANKED, null);
  const { rows } = await client.query<{ position: number; score: number }>(SCORES, [
    binaryArray(
      "int8",
      found.hits.map(({ channelId }) => channelId),
    ),
    binaryArray(
      "int4",
      found.hits.map(({ id }) => id),
    ),
    conditions.ranking,
    NORMALISATION,
  ]);
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
