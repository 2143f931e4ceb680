import type { ClientBase } from "pg";
import type { ChannelId } from "../domain/ids.ts";
import type { Quarantined } from "../domain/message.ts";
import { binaryArray } from "./binary-arrays.ts";
import { quarantineHash } from "./content-hash.ts";
import { storableText } from "./unstorable.ts";

/**
 * What is known already is filtered out before the insert: ON CONFLICT DO NOTHING alone would draw
 * a number from the sequence for each, which is a write.
 */
const QUARANTINE = `
INSERT INTO quarantined_item (channel_id, message_id, reason, location, raw, raw_hash, job_id)
SELECT $1::bigint, u.message_id, u.reason, u.location, u.raw, u.raw_hash, $2::uuid
FROM unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])
  AS u(message_id, reason, location, raw, raw_hash)
WHERE NOT EXISTS (SELECT FROM quarantined_item q
  WHERE q.channel_id = $1::bigint AND q.raw_hash = u.raw_hash)
ON CONFLICT DO NOTHING`;

/** Keeps items that could not be stored; answers how many of them were not kept before. */
export async function writeQuarantine(
  client: ClientBase,
  channelId: ChannelId,
  jobId: string | null,
  items: readonly Quarantined[],
): Promise<number> {
  if (items.length === 0) return 0;
  const { rowCount } = await client.query(QUARANTINE, [
    channelId,
    jobId,
    binaryArray(
      "text",
      items.map(({ messageId }) => messageId && storableText(messageId)),
    ),
    binaryArray(
      "text",
      items.map(({ reason }) => storableText(reason)),
    ),
    binaryArray(
      "text",
      items.map(({ location }) => storableText(location)),
    ),
    binaryArray(
      "bytea",
      items.map(({ raw }) => raw),
    ),
    binaryArray("bytea", items.map(quarantineHash)),
  ]);
  return rowCount ?? 0;
}
