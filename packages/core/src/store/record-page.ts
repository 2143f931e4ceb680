import type { ClientBase } from "pg";
import type { MessageId } from "../domain/ids.ts";
import { isMessageId } from "../domain/ids.ts";
import type { Page } from "../domain/page.ts";
import { binaryArray } from "./binary-arrays.ts";
import { formatRange } from "./coverage-ranges.ts";
import type { PagePlan } from "./plan-page.ts";

/**
 * The event, the work for the search index and the channel's own row, in one round trip. The
 * channel is written last of all, so that its row is locked for the shortest time, and coverage
 * grows by `+` here: read and written back by a client, concurrent pages would lose ids.
 *
 * What a page proved for the first time is counted here as well, for the report of its job: only
 * in the transaction that commits it can that be known exactly, and is it lost with nothing else.
 *
 * $1 channel, $2 job, $3 changed ids, $4 ids to index, $5 counts for the event, $6 messages added,
 * $7 revisions added, $8 greatest id seen, $9 proven range, $10 whether anything else was written,
 * $11 all ids seen, $12 those of messages that were there already.
 */
const RECORD_PAGE = `
WITH gap AS (
  SELECT int8multirange($9::int8range) - coverage AS ids FROM channel
  WHERE id = $1::bigint AND $9::int8range IS NOT NULL
), examined AS (
  SELECT jsonb_build_object('idsExamined', size, 'absent', size - seen, 'alreadyPresent', known) AS data
  FROM gap,
    LATERAL (SELECT sum(upper(r) - lower(r)) AS size FROM unnest(ids) AS r) AS sizes,
    LATERAL (SELECT count(*) AS seen FROM unnest($11::int4[]) AS i WHERE i::bigint <@ ids) AS seens,
    LATERAL (SELECT count(*) AS known FROM unnest($12::int4[]) AS i WHERE i::bigint <@ ids) AS knowns
  WHERE NOT isempty(ids)
), happened AS (
  INSERT INTO event (kind, channel_id, job_id, message_ids, data)
  SELECT CASE WHEN $3::int4[] IS NULL THEN 'ids_examined' ELSE 'messages_archived' END,
    $1::bigint, $2::uuid, coalesce($3::int4[], '{}'),
    $5::jsonb || coalesce((SELECT data FROM examined), '{}')
  WHERE $3::int4[] IS NOT NULL OR ($2::uuid IS NOT NULL AND EXISTS (SELECT FROM examined))
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
    ...(page.proves === null ? [null, null] : seenIds(page, changedIds)),
  ]);
}

/** The ids that a page shows, and of them those of messages that it did not change. */
function seenIds(
  { messages, quarantined }: Page,
  changedIds: readonly MessageId[],
): [Buffer | null, Buffer | null] {
  const known = new Set(messages.map(({ id }) => id));
  const aside = quarantined.map(({ messageId }) => Number(messageId)).filter(isMessageId);
  const seen = new Set([...known, ...aside]);
  for (const id of [...changedIds, ...aside]) known.delete(id);
  return [binaryArray("int4", [...seen]), binaryArray("int4", [...known])];
}
