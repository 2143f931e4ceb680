import type { ClientBase } from "pg";
import type { ChannelId } from "../domain/ids.ts";
import { binaryArray } from "./binary-arrays.ts";
import type { FileRow } from "./plan-files.ts";

/**
 * The same file has another path in another export, so files are compared by content alone.
 * $1 channel, $2 ids, $3 positions, $4 hashes, $5 whether each may replace another.
 */
const FIND_NEW_FILES = `
SELECT u.n::int
FROM unnest($2::int4[], $3::int2[], $4::bytea[], $5::int2[]) WITH ORDINALITY
  AS u(id, "position", sha256, may_replace, n)
LEFT JOIN LATERAL (SELECT sha256 FROM message_media f WHERE f.channel_id = (SELECT $1::bigint)
  AND f.id = u.id AND f."position" = u."position" OFFSET 0) f ON true
WHERE f.sha256 IS NULL OR (f.sha256 <> u.sha256 AND u.may_replace = 1)`;

const PUT_FILES = `
INSERT INTO message_media (channel_id, id, "position", sha256, size_bytes, path)
SELECT $1::bigint, u.* FROM
  unnest($2::int4[], $3::int2[], $4::bytea[], $5::int8[], $6::text[]) AS u
ON CONFLICT (channel_id, id, "position") DO UPDATE SET
  sha256 = excluded.sha256, size_bytes = excluded.size_bytes, path = excluded.path
WHERE message_media.sha256 IS DISTINCT FROM excluded.sha256`;

/** Which of these files are to be recorded. One look an entry into the primary key, no write. */
export async function findNewFiles(
  client: ClientBase,
  channelId: ChannelId,
  files: readonly FileRow[],
): Promise<FileRow[]> {
  if (files.length === 0) return [];
  const mayReplace = files.map((row) => (row.mayReplace ? 1 : 0));
  const { rows } = await client.query<{ n: number }>(FIND_NEW_FILES, [
    ...columns(channelId, files),
    binaryArray("int2", mayReplace),
  ]);
  return rows.map(({ n }) => files[n - 1]!);
}

/** Records files; each message and position at most once. */
export async function putFiles(
  client: ClientBase,
  channelId: ChannelId,
  files: readonly FileRow[],
): Promise<void> {
  const sizes = files.map(({ file }) => file.sizeBytes);
  const paths = files.map(({ file }) => file.path);
  await client.query(PUT_FILES, [
    ...columns(channelId, files),
    binaryArray("int8", sizes),
    binaryArray("text", paths),
  ]);
}

/** $1 to $4 of both statements. */
function columns(channelId: ChannelId, files: readonly FileRow[]): unknown[] {
  const ids = files.map(({ id }) => id);
  const positions = files.map(({ file }) => file.position);
  const hashes = files.map(({ file }) => file.sha256);
  return [
    channelId,
    binaryArray("int4", ids),
    binaryArray("int2", positions),
    binaryArray("bytea", hashes),
  ];
}
