import type { Pool, PoolClient } from "pg";
import type { TargetRecord } from "../domain/target-record.ts";
import { translated } from "./translate-error.ts";
import { withClient } from "./with-client.ts";

/** What an import of targets changed. */
export interface TargetsImported {
  /** Channels that were not known before, and those that were. */
  readonly channelsAdded: number;
  readonly channelsKnown: number;
  /** Ways of accounts to channels that were not known before. */
  readonly accessAdded: number;
  /** Ways of accounts that never signed in here: left out. */
  readonly accessSkipped: number;
}

const TIME = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** A channel whose id was derived from a title is of no use to another archive. */
const READ_TARGETS = `
SELECT json_build_object(
  'id', c.id, 'kind', c.kind, 'title', c.title, 'username', c.username,
  'usernames', coalesce((SELECT json_agg(json_build_object('username', u.username, 'firstSeenAt',
      to_char(u.first_seen_at AT TIME ZONE 'UTC', ${TIME})) ORDER BY u.first_seen_at, u.id)
    FROM channel_username AS u WHERE u.channel_id = c.id), '[]'),
  'isPrivate', c.is_private, 'migratedFrom', c.migrated_from,
  'linkedChannelId', c.linked_channel_id,
  'access', coalesce((SELECT json_agg(json_build_object('accountId', a.account_id,
      'accessHash', a.access_hash::text, 'confirmedAt',
      to_char(a.confirmed_at AT TIME ZONE 'UTC', ${TIME}), 'invite', a.invite)
      ORDER BY a.account_id)
    FROM channel_access AS a WHERE $1 AND a.channel_id = c.id), '[]')) AS record
FROM channel AS c WHERE c.is_id_from_telegram ORDER BY c.id`;

const RECORDS = `
WITH record AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS record ("id" bigint,
  "kind" channel_kind, "title" text, "username" text, "usernames" jsonb, "isPrivate" boolean,
  "migratedFrom" bigint, "linkedChannelId" bigint, "access" jsonb))`;

/** Before the channels: their trigger adds nothing to a history that ends as it should. */
const ADD_USERNAMES = `${RECORDS}
INSERT INTO channel_username (channel_id, username, first_seen_at)
SELECT record.id, u.username, u."firstSeenAt" FROM record,
  jsonb_to_recordset(record.usernames) AS u ("username" text, "firstSeenAt" timestamptz)
WHERE NOT EXISTS (SELECT FROM channel_username AS known WHERE known.channel_id = record.id
  AND known.first_seen_at = u."firstSeenAt" AND known.username IS NOT DISTINCT FROM u.username)
ORDER BY record.id, u."firstSeenAt"`;

/** What the archive has seen itself, it knows better than a file. */
const ADD_CHANNELS = `${RECORDS}
INSERT INTO channel (id, kind, title, username, is_private, migrated_from, linked_channel_id)
SELECT id, kind, title, username, "isPrivate", "migratedFrom", "linkedChannelId" FROM record
ON CONFLICT (id) DO NOTHING`;

const ADD_ACCESS = `${RECORDS}, way AS (
  SELECT record.id AS channel_id, a.* FROM record, jsonb_to_recordset(record.access)
    AS a ("accountId" bigint, "accessHash" bigint, "confirmedAt" timestamptz, "invite" text)
), added AS (
  INSERT INTO channel_access (account_id, channel_id, access_hash, confirmed_at, invite)
  SELECT "accountId", channel_id, "accessHash", "confirmedAt", "invite" FROM way
  WHERE EXISTS (SELECT FROM account WHERE account.id = "accountId")
  ON CONFLICT (account_id, channel_id) DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM added)::int AS added,
  (SELECT count(*) FROM way
    WHERE NOT EXISTS (SELECT FROM account WHERE account.id = "accountId"))::int AS skipped`;

/** What is archived, as records for other archives; in PostgreSQL's tables of channels. */
export class TargetRecords {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** All channels by id; how accounts reach them only when it is asked for. */
  async read(options: { readonly withAccess: boolean }): Promise<readonly TargetRecord[]> {
    const { rows } = await translated(() =>
      this.#pool.query<{ record: TargetRecord }>(READ_TARGETS, [options.withAccess]),
    );
    return rows.map(({ record }) => record);
  }

  /** Adds what is not known yet, all of it or nothing. Repeating it changes nothing. */
  async add(records: readonly TargetRecord[]): Promise<TargetsImported> {
    return await translated(() =>
      withClient(this.#pool, async (client) => {
        await client.query("BEGIN");
        const imported = await add(client, records);
        await client.query("COMMIT");
        return imported;
      }),
    );
  }
}

async function add(client: PoolClient, records: readonly TargetRecord[]): Promise<TargetsImported> {
  const values = [JSON.stringify(records)];
  await client.query(ADD_USERNAMES, values);
  const { rowCount } = await client.query(ADD_CHANNELS, values);
  const { rows } = await client.query<{ added: number; skipped: number }>(ADD_ACCESS, values);
  const channelsAdded = rowCount ?? 0;
  return {
    ...{ channelsAdded, channelsKnown: records.length - channelsAdded },
    ...{ accessAdded: rows[0]!.added, accessSkipped: rows[0]!.skipped },
  };
}
