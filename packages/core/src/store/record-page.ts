import type { ClientBase } from "pg";
import type { Page } from "../domain/page.ts";
import { binaryArray } from "./binary-arrays.ts";
import { formatRange } from "./coverage-ranges.ts";
import type { PagePlan } from "./plan-page.ts";

/**
 * The event, the work for the search index and the channel's own row, in one round trip. The
 * channel is written last of all, so that its row is locked for the shortest time, and coverage
 * grows by `+` here: read and written back by a client, concurrent pages would lose ids.
 *
 * $1 channel, $2 job, $3 changed ids, $4 ids to index, $5 counts for the event, $6 messages added,
 * $7 revisions added, $8 greatest id seen, $9 proven range, $10 whether anything else was written.
 */
const RECORD_PAGE = `
WITH happened AS (
  INSERT INTO event (kind, channel_id, job_id, message_ids, data)
  SELECT 'messages_archived', $1::bigint, $2::uuid, $3::int4[], $5::jsonb WHERE $3::int4[] IS NOT NULL
), pending AS (
  INSERT INTO search_pending (channel_id, message_ids, job_id)
  SELECT $1::bigint, $4::int4[], $2::uuid WHERE $4::int4[] IS NOT NULL
)
UPDATE channel SET
  message_count = message_count + $6::int,
  revision_count = revision_count + $7::int,
  top_message_id = greatest(top_message_id, $8::int),
  coverage = coverage + coalesce(int8multirange($9::int8range), '{}'),
  last_archived_at = CURRENT_TIMESTAMP
WHERE id = $1::bigint
  AND ($10::boolean OR NOT coverage @> coalesce(int8multirange($9::int8range), '{}'))`;

/** What else a page wrote beside messages and their versions. */
export interface OtherWrites {
  readonly files: number;
  readonly quarantined: number;
}

/** The last statement of a page; writes nothing when the page changed and proved nothing. */
export async function recordPage(
  client: ClientBase,
  page: Page,
  plan: PagePlan,
  other: OtherWrites,
): Promise<void> {
  const { changedIds, searchIds, added, newVersions } = plan;
  const hasWritten =
    other.files + other.quarantined > 0 ||
    plan.passes.some(({ puts, keeps, renewals }) => puts.length + keeps.length + renewals.length);
  if (!hasWritten && page.proves === null) return;
  const counts = { added, newVersions, filesRecorded: other.files };
  await client.query(RECORD_PAGE, [
    page.channelId,
    page.jobId,
    binaryArray("int4", changedIds),
    binaryArray("int4", searchIds),
    JSON.stringify(counts),
    added,
    plan.revisions,
    changedIds.at(-1) ?? null,
    page.proves && formatRange(page.proves),
    hasWritten,
  ]);
}
