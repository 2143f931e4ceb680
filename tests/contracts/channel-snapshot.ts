import type { Pool } from "pg";
import type { Coverage } from "../../packages/core/src/domain/coverage.ts";
import { parseCoverage } from "../../packages/core/src/store/coverage-ranges.ts";
import type { MemoryStore, StoredVersion } from "../../packages/core/src/store/memory-store.ts";

/** Everything a store keeps of a channel but the times of its own clock, in a fixed order. */
export interface ChannelSnapshot {
  readonly coverage: Coverage;
  readonly topMessageId: number | null;
  readonly messageCount: number;
  readonly revisionCount: number;
  readonly messages: readonly unknown[];
  readonly revisions: readonly unknown[];
  readonly files: readonly unknown[];
  readonly quarantine: readonly unknown[];
  /** Ids of each event, in order. */
  readonly events: readonly (readonly number[])[];
  /** Ids that wait for the search index. */
  readonly toIndex: readonly number[];
}

/** The snapshot of a channel in PostgreSQL. */
export async function snapshotOfPostgres(pool: Pool, channelId: number): Promise<ChannelSnapshot> {
  const all = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await pool.query<Record<string, unknown>>(sql, [channelId])).rows;
  const [channel] = await all(`SELECT coverage::text, top_message_id, message_count, revision_count
    FROM channel WHERE id = $1`);
  const version = `id, encode(content_hash, 'hex') AS hash, extract(epoch FROM edited_at)::float8
    AS "editedAt", text, coalesce(entities, '[]') AS entities, coalesce(media, '[]') AS media,
    action, raw, raw_source AS "rawSource", raw_layer AS "rawLayer", source`;
  const events = await all(`SELECT message_ids FROM event
    WHERE channel_id = $1 AND kind = 'messages_archived' ORDER BY id`);
  const pending = await all("SELECT message_ids FROM search_pending WHERE channel_id = $1");
  return {
    coverage: parseCoverage(channel!["coverage"] as string),
    topMessageId: channel!["top_message_id"] as number | null,
    messageCount: channel!["message_count"] as number,
    revisionCount: channel!["revision_count"] as number,
    messages: await all(`SELECT ${version}, extract(epoch FROM posted_at)::float8 AS "postedAt",
        time_precision AS "timePrecision", posted_at_raw AS "postedAtRaw",
        sender_id::float8 AS "senderId", sender_name AS "senderName",
        author_signature AS "authorSignature", reply_to_message_id AS "replyToMessageId",
        reply_to_peer_id::float8 AS "replyToPeerId", forward, album_id::text AS "albumId",
        topic_id AS "topicId", views, forwards, reactions
      FROM message WHERE channel_id = $1 ORDER BY id`),
    revisions: await all(`SELECT ${version} FROM message_revision WHERE channel_id = $1
      ORDER BY id, content_hash`),
    files: await all(`SELECT id, position, encode(sha256, 'hex') AS sha256,
      size_bytes::float8 AS "sizeBytes", path FROM message_media WHERE channel_id = $1
      ORDER BY id, position`),
    quarantine: await all(`SELECT message_id AS "messageId", reason, location,
      encode(raw, 'hex') AS raw FROM quarantined_item WHERE channel_id = $1 ORDER BY raw_hash`),
    events: events.map((row) => row["message_ids"] as number[]),
    toIndex: ascending(new Set(pending.flatMap((row) => row["message_ids"] as number[]))),
  };
}

/** The snapshot of a channel in memory. */
export function snapshotOfMemory(store: MemoryStore, channelId: number): ChannelSnapshot {
  const channel = store.read(channelId);
  return {
    coverage: channel.coverage,
    topMessageId: channel.topMessageId,
    messageCount: channel.messageCount,
    revisionCount: channel.revisionCount,
    messages: [...channel.messages.values()].map(messageRow).sort(byId),
    revisions: [...channel.revisions.values()]
      .flatMap((versions) => [...versions.values()])
      .map(versionRow)
      .sort((a, b) => byId(a, b) || (a.hash < b.hash ? -1 : 1)),
    files: [...channel.files]
      .map(([key, { position, sha256, sizeBytes, path }]) => ({
        ...{ id: Number(key.split(":")[0]), position, sha256: Buffer.from(sha256).toString("hex") },
        ...{ sizeBytes, path },
      }))
      .sort((a, b) => byId(a, b) || a.position - b.position),
    quarantine: [...channel.quarantine]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { messageId, reason, location, raw }]) => ({
        ...{ messageId, reason, location, raw: Buffer.from(raw).toString("hex") },
      })),
    events: channel.events,
    toIndex: ascending(channel.toIndex),
  };
}

function versionRow({ hash, message, source }: StoredVersion) {
  const { id, editedAt, text, entities, media, action, raw } = message;
  return {
    ...{ id, hash, editedAt, text, entities, media, action, source },
    ...{ raw: JSON.parse(String(raw.json)) as unknown, rawSource: raw.source, rawLayer: raw.layer },
  };
}

function messageRow(version: StoredVersion) {
  const { message } = version;
  const { postedAt, timePrecision, postedAtRaw, sender, authorSignature, forward } = message;
  const { replyToMessageId, replyToPeerId, albumId, topicId, views, forwards, reactions } = message;
  return {
    ...versionRow(version),
    ...{ postedAt, timePrecision, postedAtRaw, senderId: sender?.id ?? null },
    ...{ senderName: sender?.name ?? null, authorSignature, replyToMessageId, replyToPeerId },
    ...{ forward, albumId, topicId, views, forwards, reactions },
  };
}

function byId(a: { readonly id: number }, b: { readonly id: number }): number {
  return a.id - b.id;
}

function ascending(ids: ReadonlySet<number>): number[] {
  return [...ids].sort((a, b) => a - b);
}
