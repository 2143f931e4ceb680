import type { Pool } from "pg";

/** Marked id of the fixture's channel. */
export const CHANNEL = -1001234567890n;

/** Fills in one channel of 120 messages, every third of which answers the one before it. */
export async function fillChannel(pool: Pool): Promise<void> {
  await pool.query(
    `INSERT INTO channel (id, kind, title, username, is_private, coverage, top_message_id,
       message_count, revision_count, last_archived_at)
     VALUES ($1, 'channel', 'Weather', 'weather', false, '{[1,41),[61,121)}', 120, 120, 2, now())`,
    [CHANNEL],
  );
  await pool.query(
    `INSERT INTO message (channel_id, id, posted_at, time_precision, sender_id, sender_name, text,
       entities, media, reply_to_message_id, action, views, reactions, raw, raw_source,
       content_hash, source, first_seen_at, version_seen_at)
     SELECT $1, i, timestamptz '2026-01-01T00:00:00Z' + i * interval '1 minute', 'exact', 42, 'Ann',
       'message ' || i,
       CASE WHEN i = 120 THEN '[{"type":"bold","offset":3,"length":4}]'::jsonb END,
       CASE WHEN i % 2 = 0 THEN jsonb_build_array(jsonb_build_object(
         'kind', 'photo', 'state', 'stored', 'fileName', '../' || i || '.exe')) END,
       CASE WHEN i % 3 = 0 THEN i - 1 END,
       CASE WHEN i = 1 THEN '{"type":"create_channel"}'::jsonb END,
       i, '[{"reaction":"👍","count":3}]', jsonb_build_object('id', i), 'desktop_json',
       sha256(('message ' || i)::bytea), 'import', '2026-02-01Z', '2026-02-01Z'
     FROM generate_series(1, 120) AS i`,
    [CHANNEL],
  );
  await pool.query(
    `INSERT INTO message_media (channel_id, id, position, sha256, size_bytes, path)
     SELECT $1, i, 0, sha256(('photo ' || i)::bytea), 1000 + i, 'photos/' || i || '.jpg'
     FROM generate_series(2, 120, 2) AS i`,
    [CHANNEL],
  );
  // Two edits of message 7; the trigger keeps what they replace.
  for (const [text, time] of [
    ["message seven", "2026-02-02Z"],
    ["message number seven", "2026-02-03Z"],
  ]) {
    await pool.query(
      `UPDATE message SET text = $2::text, content_hash = sha256($2::text::bytea), edited_at = $3::timestamptz,
         version_seen_at = $3::timestamptz WHERE channel_id = $1 AND id = 7`,
      [CHANNEL, text, time],
    );
  }
  // Offsets are UTF-16 units, where this flag and this family have more than their code points.
  await pool.query(
    `UPDATE message SET text = '😀 bold', content_hash = '\\x01' WHERE channel_id = $1 AND id = 120`,
    [CHANNEL],
  );
  await pool.query(
    `INSERT INTO quarantined_item (channel_id, reason, location, raw, raw_hash)
     VALUES ($1, 'no id', 'result.json:10', '\\x00', '\\x00')`,
    [CHANNEL],
  );
}
