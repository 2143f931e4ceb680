import type { Pool, PoolClient } from "pg";
import { NotFound } from "../domain/errors.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { ChannelAccess, FoundChannel } from "../domain/target.ts";
import type { TargetStore } from "../ports/target-store.ts";
import { translated } from "./translate-error.ts";
import { storableText } from "./unstorable.ts";
import { withClient } from "./with-client.ts";

/**
 * What an answer does not tell leaves what another one told; that a channel has no username it does
 * tell. The history of what a channel was called is kept by triggers.
 */
const SAVE_CHANNEL = `
INSERT INTO channel (id, kind, title, username, is_private, is_id_from_telegram, is_protected,
  linked_channel_id, migrated_from, is_forum, top_message_id, about, photo_id, is_verified)
VALUES ($1, $2::channel_kind, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
  username = excluded.username, is_private = excluded.is_private,
  is_id_from_telegram = excluded.is_id_from_telegram,
  is_protected = excluded.is_protected,
  linked_channel_id = coalesce(excluded.linked_channel_id, channel.linked_channel_id),
  migrated_from = coalesce(excluded.migrated_from, channel.migrated_from),
  is_forum = excluded.is_forum,
  top_message_id = greatest(excluded.top_message_id, channel.top_message_id),
  about = coalesce(excluded.about, channel.about), photo_id = excluded.photo_id,
  is_verified = excluded.is_verified`;

/** Telegram gives a name to one at a time: whoever had it before has lost it. */
const TAKE_NAME = `
UPDATE channel SET username = NULL WHERE lower(username) = lower($2) AND id <> $1`;

/** An upsert locks the row, which waits for pages that commit, even when nothing differs. */
const CHANNEL_IS_KNOWN = `
SELECT FROM channel WHERE id = $1 AND kind = $2::channel_kind AND title = $3
  AND username IS NOT DISTINCT FROM $4 AND is_private IS NOT DISTINCT FROM $5
  AND is_id_from_telegram = $6 AND is_protected = $7
  AND ($8::bigint IS NULL OR linked_channel_id = $8)
  AND ($9::bigint IS NULL OR migrated_from = $9) AND is_forum = $10
  AND ($11::integer IS NULL OR top_message_id >= $11) AND ($12::text IS NULL OR about = $12)
  AND photo_id IS NOT DISTINCT FROM $13 AND is_verified = $14`;

const SAVE_ACCESS = `
INSERT INTO channel_access (account_id, channel_id, access_hash, invite) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, channel_id) DO UPDATE SET access_hash = excluded.access_hash,
  invite = coalesce(excluded.invite, channel_access.invite), confirmed_at = CURRENT_TIMESTAMP`;

const ACCESS_TO = `
SELECT account_id, access_hash FROM channel_access WHERE channel_id = $1
ORDER BY confirmed_at DESC, account_id`;

/** In PostgreSQL's tables `channel` and `channel_access`. */
export class PostgresTargetStore implements TargetStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Also throws NotFound for an account that is not recorded. */
  async saveFound(found: FoundChannel): Promise<void> {
    await translated(() =>
      withClient(this.#pool, async (client) => {
        await client.query("BEGIN");
        await save(client, found);
        await client.query("COMMIT");
      }),
    );
  }

  async accessTo(channelId: ChannelId): Promise<readonly ChannelAccess[]> {
    const { rows } = await translated(() =>
      this.#pool.query<{ account_id: string; access_hash: string | null }>(ACCESS_TO, [channelId]),
    );
    return rows.map((row) => ({
      accountId: Number(row.account_id),
      channelId,
      accessHash: row.access_hash,
    }));
  }
}

async function save(client: PoolClient, found: FoundChannel): Promise<void> {
  const { profile, access, topMessageId, isProtected, linkedChannelId, migratedFrom } = found;
  const values = [
    ...[profile.id, profile.kind, storableText(profile.title)],
    ...[profile.username && storableText(profile.username), profile.isPrivate],
    ...[profile.isIdFromTelegram, isProtected, linkedChannelId, migratedFrom],
    ...[found.isForum, topMessageId, found.about && storableText(found.about)],
    ...[found.photoId, found.isVerified],
  ];
  const { rowCount } = await client.query(CHANNEL_IS_KNOWN, values);
  if (rowCount === 0) await client.query(SAVE_CHANNEL, values);
  if (values[3] !== null) await client.query(TAKE_NAME, [profile.id, values[3]]);
  const { accountId, channelId, accessHash } = access;
  try {
    await client.query(SAVE_ACCESS, [accountId, channelId, accessHash, found.invite]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "23503") throw error;
    throw new NotFound(String(accountId), `There is no account ${accountId}.`);
  }
}
