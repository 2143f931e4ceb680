import type { Pool } from "pg";
import type { JobTotals } from "../ports/job-store.ts";

/** The most frequent reasons for quarantine that are told one by one. */
const MAX_REASONS = 20;

/** From the event of each page that changed or proved something: see record-page. */
const SUMS = `
SELECT coalesce(sum((data->>'added')::int), 0)::int AS "messagesAdded",
  coalesce(sum((data->>'newVersions')::int), 0)::int AS "revisionsAdded",
  coalesce(sum((data->>'filesRecorded')::int), 0)::int AS "filesRecorded",
  coalesce(sum((data->>'idsExamined')::bigint), 0)::float8 AS "idsExamined",
  coalesce(sum((data->>'absent')::bigint), 0)::float8 AS absent,
  coalesce(sum((data->>'alreadyPresent')::int), 0)::int AS "messagesAlreadyPresent",
  (SELECT count(*) FROM quarantined_item WHERE job_id = $1)::int AS quarantined
FROM event WHERE job_id = $1`;

const REASONS = `
SELECT CASE WHEN place <= ${MAX_REASONS} THEN reason
    ELSE 'other reasons; see the quarantine' END AS reason,
  sum(count)::int AS count, (array_agg(example ORDER BY place))[1] AS example
FROM (
  SELECT reason, count(*) AS count, (array_agg(location ORDER BY id))[1] AS example,
    row_number() OVER (ORDER BY count(*) DESC, reason) AS place
  FROM quarantined_item WHERE job_id = $1 GROUP BY reason
) AS each
GROUP BY 1 ORDER BY min(place)`;

/** Adds up what the commits of a job have changed, over all its attempts. */
export async function readTotals(pool: Pool, id: string): Promise<JobTotals> {
  const { rows } = await pool.query<Omit<JobTotals, "quarantineReasons">>(SUMS, [id]);
  const sums = rows[0]!;
  if (sums.quarantined === 0) return { ...sums, quarantineReasons: [] };
  const reasons = await pool.query<JobTotals["quarantineReasons"][number]>(REASONS, [id]);
  return { ...sums, quarantineReasons: reasons.rows };
}
