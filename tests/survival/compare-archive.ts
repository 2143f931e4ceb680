import type { Client } from "pg";
import type { TrueMessage } from "../simulator/world/oracle.ts";

interface StoredVersion {
  readonly id: number;
  readonly text: string;
  readonly edited: number | null;
  readonly posted: number;
}

/** What one channel's archive holds, for sums. */
export interface Compared {
  readonly messages: number;
  readonly versions: number;
  /** The first differences, in words; none when the archive is as it must be. */
  readonly wrong: readonly string[];
}

const VERSIONS = `
SELECT id, text, extract(epoch FROM edited_at)::int AS edited,
  extract(epoch FROM (SELECT posted_at FROM message m
    WHERE m.channel_id = v.channel_id AND m.id = v.id))::int AS posted
FROM (
  SELECT channel_id, id, text, edited_at, version_seen_at, 0 AS place FROM message_revision
  UNION ALL
  SELECT channel_id, id, text, edited_at, version_seen_at, 1 FROM message
) v
WHERE channel_id = $1
ORDER BY id, edited_at NULLS FIRST, place`;

const COVERAGE = "SELECT coverage::text, message_count::int AS count FROM channel WHERE id = $1";
const QUARANTINE =
  "SELECT message_id::int AS id FROM quarantined_item WHERE channel_id = $1 AND message_id IS NOT NULL";

/**
 * Holds a channel of the archive against the truth: every message that exists is there, once, with
 * versions that the source showed, each once and in their order; nothing else is; and coverage
 * claims exactly the ids up to the newest.
 *
 * @param truth every message that ever existed, oldest first
 */
export async function compareArchive(
  client: Client,
  channelId: number,
  truth: readonly TrueMessage[],
): Promise<Compared> {
  const wrong: string[] = [];
  const fail = (what: string): void => {
    if (wrong.length < 10) wrong.push(`${channelId}: ${what}`);
  };
  const { rows } = await client.query<StoredVersion>(VERSIONS, [channelId]);
  const stored = Map.groupBy(rows, ({ id }) => id);
  const quarantine = await client.query<{ id: number }>(QUARANTINE, [channelId]);
  const aside = new Set(quarantine.rows.map(({ id }) => id));

  for (const message of truth) {
    const versions = stored.get(message.id);
    stored.delete(message.id);
    if (versions !== undefined) compareVersions(message, versions, fail);
    else if (message.deletedAt === null && !aside.has(message.id)) {
      fail(`message ${message.id} exists and is missing`);
    }
  }
  for (const id of stored.keys()) fail(`message ${id} never existed`);

  const top = truth.findLast(({ deletedAt }) => deletedAt === null)?.id ?? 0;
  const [channel] = (await client.query<{ coverage: string; count: number }>(COVERAGE, [channelId]))
    .rows;
  const [, last] = /^\{\[1,(\d+)\)\}$/.exec(channel?.coverage ?? "") ?? [];
  // Above the newest message there may be ids that held one when it was examined.
  if (!(Number(last) > top)) fail(`coverage is ${channel?.coverage}, the newest is ${top}`);
  const messages = new Set(rows.map(({ id }) => id)).size;
  if (channel?.count !== messages) fail(`counts ${channel?.count} messages and has ${messages}`);
  return { messages, versions: rows.length, wrong };
}

/** The stored versions are some of those that were shown, in the same order, and none twice. */
function compareVersions(
  truth: TrueMessage,
  versions: readonly StoredVersion[],
  fail: (what: string) => void,
): void {
  let next = 0;
  for (const { text, edited, posted } of versions) {
    const at = truth.versions.findIndex(
      (one, place) => place >= next && one.text === text && one.editDate === edited,
    );
    const shown = truth.versions[at];
    if (shown === undefined) fail(`message ${truth.id} was never like this, or not in this order`);
    else if (!shown.served) fail(`version ${at} of message ${truth.id} was never shown`);
    if (posted !== truth.date) fail(`message ${truth.id} has another time`);
    next = at + 1;
  }
}
