import type { Pool } from "pg";

const PAGE = 500;

/**
 * Queues every message for indexing again, oldest first: after a new release whose terms differ,
 * or when the index is in doubt. Searches go on finding what is indexed. Gives the number of
 * messages; the indexer does the rest.
 */
export async function rebuildSearchIndex(pool: Pool): Promise<number> {
  const { rows } = await pool.query(
    `WITH pages AS (
       SELECT channel_id, array_agg(id) AS message_ids
       FROM (
         SELECT channel_id, id,
           (row_number() OVER (PARTITION BY channel_id ORDER BY posted_at, id) - 1) / $1 AS page
         FROM message
       ) AS numbered
       GROUP BY channel_id, page ORDER BY channel_id, page
     ), queued AS (
       INSERT INTO search_pending (channel_id, message_ids)
       SELECT channel_id, message_ids FROM pages
       RETURNING cardinality(message_ids) AS count
     )
     SELECT coalesce(sum(count), 0)::bigint AS count FROM queued`,
    [PAGE],
  );
  return Number(rows[0].count);
}
