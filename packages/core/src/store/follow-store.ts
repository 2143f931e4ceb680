import type { Pool } from "pg";
import type { AccountId } from "../domain/account.ts";
import { NotFound } from "../domain/errors.ts";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ChannelAccess } from "../domain/target.ts";
import type { FollowedChannel, FollowStore } from "../ports/follow-store.ts";
import type { UpdatePosition } from "../ports/update-source.ts";
import { translated } from "./translate-error.ts";

const LIST = `
SELECT f.channel_id, f.account_id, f.floor_message_id, a.access_hash
FROM followed_channel f
JOIN channel_access a ON a.account_id = f.account_id AND a.channel_id = f.channel_id
JOIN account ON account.id = f.account_id AND account.state = 'ready'
ORDER BY f.since, f.channel_id`;

const FOLLOW = `
INSERT INTO followed_channel AS known (channel_id, account_id) VALUES ($1, $2)
ON CONFLICT (channel_id) DO UPDATE SET account_id = excluded.account_id, trouble = NULL
WHERE known.account_id <> excluded.account_id`;

const UNFOLLOW = `
WITH bookmark AS (DELETE FROM update_position WHERE box = $1)
DELETE FROM followed_channel WHERE channel_id = $1`;

const SAVE_POSITION = `
INSERT INTO update_position (account_id, box, pts, date) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, box) DO UPDATE SET pts = excluded.pts, date = excluded.date`;

interface FollowedRow {
  readonly channel_id: string;
  readonly account_id: string;
  readonly floor_message_id: number | null;
  readonly access_hash: string | null;
}

/** In PostgreSQL's tables `followed_channel` and `update_position`. */
export class PostgresFollowStore implements FollowStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async list(): Promise<readonly FollowedChannel[]> {
    const { rows } = await translated(() => this.#pool.query<FollowedRow>(LIST));
    return rows.map((row) => ({
      access: {
        accountId: Number(row.account_id),
        channelId: Number(row.channel_id),
        accessHash: row.access_hash,
      },
      floor: row.floor_message_id,
    }));
  }

  async follow({ accountId, channelId }: ChannelAccess): Promise<void> {
    try {
      await translated(() => this.#pool.query(FOLLOW, [channelId, accountId]));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "23503") throw error;
      throw new NotFound(String(channelId), `The archive has no channel ${channelId}.`);
    }
  }

  async unfollow(channelId: ChannelId): Promise<void> {
    await translated(() => this.#pool.query(UNFOLLOW, [channelId]));
  }

  async setFloor(channelId: ChannelId, floor: MessageId): Promise<void> {
    const sql = "UPDATE followed_channel SET floor_message_id = $2 WHERE channel_id = $1";
    await translated(() => this.#pool.query(sql, [channelId, floor]));
  }

  async setTrouble(channelId: ChannelId, trouble: string | null): Promise<void> {
    const sql = `UPDATE followed_channel SET trouble = $2
      WHERE channel_id = $1 AND trouble IS DISTINCT FROM $2`;
    await translated(() => this.#pool.query(sql, [channelId, trouble]));
  }

  async readPosition(accountId: AccountId, channelId: ChannelId): Promise<UpdatePosition | null> {
    const sql = "SELECT pts, date FROM update_position WHERE account_id = $1 AND box = $2";
    const { rows } = await translated(() =>
      this.#pool.query<UpdatePosition>(sql, [accountId, channelId]),
    );
    return rows[0] ?? null;
  }

  async savePosition(
    accountId: AccountId,
    channelId: ChannelId,
    { pts, date }: UpdatePosition,
  ): Promise<void> {
    await translated(() => this.#pool.query(SAVE_POSITION, [accountId, channelId, pts, date]));
  }
}
