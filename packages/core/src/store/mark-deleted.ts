import type { ClientBase } from "pg";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import { binaryArray } from "./binary-arrays.ts";

/** $1 channel, $2 ids, $3 job. The first time that a message was seen to be gone stays. */
const MARK_DELETED = `
WITH gone AS (
  UPDATE message SET deleted_at = CURRENT_TIMESTAMP
  WHERE channel_id = (SELECT $1::bigint) AND id = ANY ($2::int4[]) AND deleted_at IS NULL
  RETURNING id
), ids AS (
  SELECT array_agg(id ORDER BY id) AS all_ids FROM gone HAVING count(*) > 0
), happened AS (
  INSERT INTO event (kind, channel_id, job_id, message_ids)
  SELECT 'messages_deleted', $1::bigint, $3::uuid, all_ids FROM ids
), pending AS (
  INSERT INTO search_pending (channel_id, message_ids, job_id)
  SELECT $1::bigint, all_ids, $3::uuid FROM ids
)
UPDATE channel SET last_archived_at = CURRENT_TIMESTAMP
WHERE id = $1::bigint AND EXISTS (SELECT FROM ids)`;

/** Notes on archived messages that they are gone at their source. Ids of others mean nothing. */
export async function markDeleted(
  client: ClientBase,
  channelId: ChannelId,
  ids: readonly MessageId[],
  jobId: string | null,
): Promise<void> {
  if (ids.length === 0) return;
  await client.query(MARK_DELETED, [channelId, binaryArray("int4", ids), jobId]);
}
