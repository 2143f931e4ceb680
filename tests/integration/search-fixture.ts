import type { Pool } from "pg";
import type { IndexingEvents } from "../../packages/core/src/store/indexing.ts";
import { SearchDatabase } from "../../packages/core/src/store/search-database.ts";
import { SearchIndexer } from "../../packages/core/src/store/search-indexer.ts";
import { searchMessages } from "../../packages/core/src/store/search-messages.ts";
import { SearchQueue } from "../../packages/core/src/store/search-queue.ts";
import type { SearchPage, SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { systemClock } from "../../packages/core/src/system-clock.ts";

export const CHANNEL = -1_000_000_000_001;

/** A message as these tests care for it; the rest gets values that do not matter. */
export interface TestMessage {
  readonly id: number;
  readonly text: string;
  readonly channelId?: number;
  /** Seconds since 1970, null for none; `id` hours after the year 2020 unless given. */
  readonly postedAt?: number | null;
  readonly senderId?: number;
  readonly media?: readonly string[];
  readonly isEdited?: boolean;
  readonly isDeleted?: boolean;
  readonly isForwarded?: boolean;
  readonly isReply?: boolean;
}

export const YEAR_2020 = Date.UTC(2020, 0, 1) / 1000;

/** Writes messages as an import would, and queues them for indexing in one page a channel. */
export async function addMessages(
  pool: Pool,
  messages: readonly TestMessage[],
  jobId: string | null = null,
): Promise<void> {
  const byChannel = Map.groupBy(messages, ({ channelId }) => channelId ?? CHANNEL);
  for (const [channelId, page] of byChannel) {
    await pool.query(
      "INSERT INTO channel (id, kind, title) VALUES ($1, 'channel', 't') ON CONFLICT DO NOTHING",
      [channelId],
    );
    await pool.query(INSERT, [channelId, JSON.stringify(page.map(rowOf))]);
    await queue(
      pool,
      channelId,
      page.map(({ id }) => id),
      jobId,
    );
  }
}

/** Queues messages for indexing. */
export async function queue(
  pool: Pool,
  channelId: number,
  ids: readonly number[],
  jobId: string | null = null,
): Promise<void> {
  await pool.query(
    "INSERT INTO search_pending (channel_id, message_ids, job_id) VALUES ($1, $2, $3)",
    [channelId, ids, jobId],
  );
}

/** A queue whose indexer runs in this process. */
export function indexInside(pool: Pool): SearchQueue {
  const clock = systemClock;
  const startIndexing = (events: IndexingEvents) => new SearchIndexer({ pool, clock, events });
  return new SearchQueue({ pool, clock, startIndexing });
}

/** Indexes whatever is queued, with an indexer of its own. */
export async function indexAll(pool: Pool): Promise<void> {
  await using indexer = indexInside(pool);
  await indexer.whenIndexed(await markQueue(pool), AbortSignal.timeout(60_000));
}

const searched = new WeakMap<Pool, SearchDatabase>();

/** A search in the database of a pool. */
export function search(pool: Pool, request: SearchRequest): Promise<SearchPage> {
  const { connectionString } = pool.options;
  let known = searched.get(pool);
  if (known === undefined) {
    known = new SearchDatabase({ connectionString: connectionString! });
    searched.set(pool, known);
    endTogether(pool, known);
  }
  return searchMessages(known, request);
}

/** A database cannot be dropped while one of its connections is open: PostgreSQL waits 5 seconds. */
function endTogether(pool: Pool, database: SearchDatabase): void {
  const end = pool.end.bind(pool);
  pool.end = (async () => {
    await database[Symbol.asyncDispose]();
    await end();
  }) as Pool["end"];
}

/** Ids of the hits of a search, in order. */
export async function find(
  pool: Pool,
  query: SearchRequest["query"],
  rest: Partial<SearchRequest> = {},
): Promise<number[]> {
  const { hits } = await search(pool, { query, first: 1000, ...rest });
  return hits.map(({ id }) => id);
}

/** Gives all that is queued to one job, which can then be waited for. */
async function markQueue(pool: Pool): Promise<string> {
  const { rows } = await pool.query("SELECT gen_random_uuid() AS id");
  await pool.query("UPDATE search_pending SET job_id = $1", [rows[0].id]);
  return rows[0].id;
}

function rowOf(message: TestMessage): unknown {
  const hours = message.postedAt === undefined ? YEAR_2020 + message.id * 3600 : message.postedAt;
  return {
    id: message.id,
    posted_at: hours === null ? null : new Date(hours * 1000).toISOString(),
    text: message.text,
    sender_id: message.senderId ?? null,
    media: message.media?.map((kind) => ({ kind, state: "not_requested" })) ?? null,
    edited_at: message.isEdited ? "2021-01-01T00:00:00Z" : null,
    deleted_at: message.isDeleted ? "2021-01-01T00:00:00Z" : null,
    forward: message.isForwarded ? { name: "someone" } : null,
    reply_to_message_id: message.isReply ? 1 : null,
  };
}

const INSERT = `
  INSERT INTO message (channel_id, id, posted_at, time_precision, text, sender_id, media, edited_at,
    deleted_at, forward, reply_to_message_id, raw, raw_source, content_hash, source)
  SELECT $1, id, posted_at, 'exact', text, sender_id, media, edited_at, deleted_at, forward,
    reply_to_message_id, '{}', 'desktop_json', sha256(convert_to(text, 'UTF8')), 'import'
  FROM jsonb_to_recordset($2::jsonb) AS page (id integer, posted_at timestamptz, text text,
    sender_id bigint, media jsonb, edited_at timestamptz, deleted_at timestamptz, forward jsonb,
    reply_to_message_id integer)
  ON CONFLICT (channel_id, id) DO UPDATE
    SET text = excluded.text, content_hash = excluded.content_hash,
      posted_at = excluded.posted_at, deleted_at = excluded.deleted_at`;
