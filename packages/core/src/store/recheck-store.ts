import type { Pool } from "pg";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ObservedMessage } from "../domain/message.ts";
import type { RecheckStore } from "../ports/recheck-store.ts";
import { binaryArray } from "./binary-arrays.ts";
import { translated } from "./translate-error.ts";

/**
 * $1 channel, $2 steps in milliseconds, $3 ids to leave out, $4 limit. Bounded on both sides by the
 * index on (channel_id, posted_at).
 */
const DUE = `
WITH step AS (SELECT make_interval(secs => s / 1000) AS age FROM unnest($2::float8[]) AS s),
  bound AS (SELECT min(age) AS least, max(age) + interval '1 day' AS most FROM step)
SELECT id FROM message, bound
WHERE channel_id = $1::bigint AND deleted_at IS NULL AND id <> ALL ($3::int4[])
  AND posted_at BETWEEN CURRENT_TIMESTAMP - most AND CURRENT_TIMESTAMP - least
  AND last_seen_at < posted_at + (SELECT max(age) FROM step
    WHERE posted_at + age <= CURRENT_TIMESTAMP)
ORDER BY posted_at DESC, id DESC LIMIT $4`;

/** Of messages that are archived: one that is in quarantine has no row to count at. */
const SAMPLE = `
INSERT INTO message_metric (channel_id, id, sampled_at, views, forwards, reactions)
SELECT $1::bigint, u.id, CURRENT_TIMESTAMP, u.views, u.forwards, u.reactions
FROM unnest($2::int4[], $3::int4[], $4::int4[], $5::jsonb[]) AS u (id, views, forwards, reactions)
WHERE EXISTS (SELECT FROM message m WHERE m.channel_id = (SELECT $1::bigint) AND m.id = u.id)
ON CONFLICT DO NOTHING`;

/** In PostgreSQL's tables `message` and `message_metric`. */
export class PostgresRecheckStore implements RecheckStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async due(
    channelId: ChannelId,
    steps: readonly number[],
    limit: number,
    except: readonly MessageId[],
  ): Promise<MessageId[]> {
    const values = [channelId, steps, except, limit];
    const { rows } = await translated(() =>
      this.#pool.query<{ id: MessageId }>({ text: DUE, values }),
    );
    return rows.map(({ id }) => id);
  }

  async sample(channelId: ChannelId, messages: readonly ObservedMessage[]): Promise<void> {
    // Of a message that occurs twice the latter is what is true now.
    const counted = new Map(messages.filter(hasCounter).map((message) => [message.id, message]));
    const all = [...counted.values()];
    if (all.length === 0) return;
    const values = [
      channelId,
      binaryArray(
        "int4",
        all.map(({ id }) => id),
      ),
      binaryArray(
        "int4",
        all.map(({ views }) => views),
      ),
      binaryArray(
        "int4",
        all.map(({ forwards }) => forwards),
      ),
      binaryArray(
        "jsonb",
        all.map(({ reactions }) => reactions && JSON.stringify(reactions)),
      ),
    ];
    await translated(() => this.#pool.query(SAMPLE, values));
  }
}

function hasCounter({ views, forwards, reactions }: ObservedMessage): boolean {
  return views !== null || forwards !== null || reactions !== null;
}
