import type { ClientBase } from "pg";
import { documentTerms } from "../search/document-terms.ts";
import { fold } from "../search/fold.ts";
import { binaryArray } from "./binary-arrays.ts";
import { eachRow } from "./each-row.ts";
import { TermsArray, TextArray } from "./growing-arrays.ts";
import type { KnownWords } from "./known-words.ts";
import type { MessageAttributes } from "./search-attributes.ts";
import { attributeTerms } from "./search-attributes.ts";

/** Pages claimed at once, and messages after which no further page is taken. */
const MAX_PAGES = 50;
const ENOUGH_MESSAGES = 1000;

/** The large columns of a batch; they may be used again when the batch is committed. */
export class BatchColumns {
  readonly folded = new TextArray();
  readonly terms = new TermsArray();
}

/** A batch of pages whose messages' terms are ready to be written, in an open transaction. */
export interface PreparedBatch {
  readonly sequences: readonly string[];
  readonly channelIds: readonly string[];
  readonly ids: readonly number[];
  /** Seconds since 1970. */
  readonly postedAt: readonly (number | null)[];
  readonly columns: BatchColumns;
  /** Words that may be missing from the vocabulary. */
  readonly words: ReadonlySet<string>;
  /** The newest page of the queue, claimed or not: it moves while something is being archived. */
  readonly newestSequence: string;
}

interface PendingRow {
  readonly seq: string;
  readonly channel_id: string;
  readonly message_ids: readonly number[];
  readonly newest: string;
}

interface MessageRow extends MessageAttributes {
  readonly id: number;
  readonly posted_at: string | null;
  readonly text: string;
}

/**
 * Claims the oldest pages of the queue and makes their terms. The pages stay locked until the
 * transaction on `client` ends. Null when nothing is waiting.
 */
export async function prepareBatch(
  client: ClientBase,
  known: KnownWords,
  columns: BatchColumns,
): Promise<PreparedBatch | null> {
  const claimed = await client.query<PendingRow>(CLAIM, [MAX_PAGES, ENOUGH_MESSAGES]);
  if (claimed.rows.length === 0) return null;
  const keys = new Map<string, [channelId: string, id: number]>();
  for (const { channel_id, message_ids } of claimed.rows) {
    for (const id of message_ids) keys.set(`${channel_id}/${id}`, [channel_id, id]);
  }
  const wanted = [...keys.values()];
  const words = new Set<string>();
  const channelIds: string[] = [];
  const ids: number[] = [];
  const postedAt: (number | null)[] = [];
  const { folded, terms } = columns;
  folded.clear();
  terms.clear();
  const stemOf = (word: string, isNumber: boolean) => known.stemOf(word, isNumber, words);
  const read = {
    name: "search-read-messages",
    text: READ,
    values: [
      binaryArray(
        "int8",
        wanted.map(([channelId]) => channelId),
      ),
      binaryArray(
        "int4",
        wanted.map(([, id]) => id),
      ),
    ],
  };
  // Rows come by the piece that the socket reads at once, and between two pieces other work gets
  // its turn: after a few milliseconds of splitting.
  await eachRow<MessageRow>(client, read, (message) => {
    const text = fold(message.text);
    const found = documentTerms(text, stemOf);
    for (const attribute of attributeTerms(message)) found.set(attribute, []);
    channelIds.push(message.channel_id);
    ids.push(message.id);
    postedAt.push(message.posted_at === null ? null : Number(message.posted_at));
    folded.push(text);
    terms.push(found);
  });
  return {
    sequences: claimed.rows.map((row) => row.seq),
    channelIds,
    ids,
    postedAt,
    columns,
    words,
    newestSequence: claimed.rows[0]!.newest,
  };
}

/** Writes a prepared batch and takes its pages off the queue; the caller commits. */
export async function writeBatch(client: ClientBase, batch: PreparedBatch): Promise<void> {
  if (batch.ids.length > 0) {
    await client.query({
      name: "search-write-messages",
      text: WRITE,
      values: [
        binaryArray("int8", batch.channelIds),
        binaryArray("int4", batch.ids),
        binaryArray("timestamptz", batch.postedAt),
        batch.columns.folded.bytes(),
        batch.columns.terms.bytes(),
      ],
    });
  }
  if (batch.words.size > 0) {
    // One order everywhere, so that two writers of the same words cannot wait for each other.
    await client.query({
      name: "search-write-words",
      text: "INSERT INTO search_word (word) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING",
      values: [binaryArray("text", [...batch.words].sort())],
    });
  }
  await client.query("DELETE FROM search_pending WHERE seq = ANY ($1::bigint[])", [
    [...batch.sequences],
  ]);
}

const CLAIM = `
  SELECT seq, channel_id, coalesce(message_ids, '{}') AS message_ids,
    (SELECT max(seq) FROM search_pending) AS newest
  FROM (
    SELECT *, sum(cardinality(message_ids)) OVER (ORDER BY seq) - cardinality(message_ids) AS before
    FROM (
      SELECT seq, channel_id, message_ids FROM search_pending
      ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED
    ) AS oldest
  ) AS pages
  WHERE before IS NULL OR before < $2
  ORDER BY seq`;

const READ = `
  SELECT m.channel_id, m.id, extract(epoch FROM m.posted_at)::bigint AS posted_at, m.text,
    m.sender_id,
    CASE WHEN m.media IS NOT NULL
      THEN jsonb_path_query_array(m.media, '$[*].kind')::text END AS media_kinds,
    m.edited_at IS NOT NULL OR EXISTS (
      SELECT FROM message_revision r WHERE r.channel_id = m.channel_id AND r.id = m.id
    ) AS is_edited,
    m.deleted_at IS NOT NULL AS is_deleted,
    m.forward IS NOT NULL AS is_forwarded,
    m.reply_to_message_id IS NOT NULL AS is_reply
  FROM unnest($1::bigint[], $2::integer[]) AS wanted (channel_id, id)
  JOIN message m USING (channel_id, id)`;

const WRITE = `
  INSERT INTO message_search (channel_id, id, posted_at, folded, terms)
  SELECT channel_id, id, coalesce(posted_at, '-infinity'), folded, terms
  FROM unnest($1::bigint[], $2::integer[], $3::timestamptz[], $4::text[], $5::tsvector[])
    AS batch (channel_id, id, posted_at, folded, terms)
  ON CONFLICT (channel_id, id) DO UPDATE
    SET posted_at = excluded.posted_at, folded = excluded.folded, terms = excluded.terms`;
