import { binaryArray } from "./binary-arrays.ts";
import type { Element, ElementType } from "./binary-values.ts";
import { CopyRows } from "./copy-rows.ts";
import type { Candidate, Write } from "./plan-page.ts";

/** A column of message or message_revision and how a row of it is made. */
interface Column<Row> {
  readonly name: string;
  readonly type: ElementType;
  /** Type to cast to in SQL, when it is not a built-in one. */
  readonly cast?: string;
  readonly value: (row: Row) => Element;
}

/** What every version has, current or not. */
const VERSION_COLUMNS: readonly Column<Candidate>[] = [
  { name: "id", type: "int4", value: ({ message }) => message.id },
  { name: "text", type: "text", value: ({ message }) => message.text },
  { name: "entities", type: "jsonb", value: ({ message }) => listJson(message.entities) },
  { name: "media", type: "jsonb", value: ({ message }) => listJson(message.media) },
  { name: "action", type: "jsonb", value: ({ message }) => json(message.action) },
  { name: "raw", type: "jsonb", value: ({ message }) => message.raw.json },
  {
    name: "raw_source",
    type: "text",
    cast: "raw_source",
    value: ({ message }) => message.raw.source,
  },
  { name: "raw_layer", type: "int4", value: ({ message }) => message.raw.layer },
  { name: "content_hash", type: "bytea", value: ({ hash }) => hash },
];

/** Every version's columns and the edit time it was seen with. */
export const REVISION_COLUMNS: readonly Column<Candidate>[] = [
  ...VERSION_COLUMNS,
  { name: "edited_at", type: "timestamptz", value: ({ message }) => message.editedAt },
];

/** What may change without a new version: see Renewable. */
const RENEWABLE_COLUMNS: readonly Column<Write>[] = [
  { name: "posted_at", type: "timestamptz", value: ({ renewable }) => renewable.postedAt },
  {
    name: "time_precision",
    type: "text",
    cast: "time_precision",
    value: ({ renewable }) => renewable.timePrecision,
  },
  { name: "posted_at_raw", type: "text", value: ({ renewable }) => renewable.postedAtRaw },
  { name: "edited_at", type: "timestamptz", value: ({ renewable }) => renewable.editedAt },
  { name: "views", type: "int4", value: ({ renewable }) => renewable.views },
  { name: "forwards", type: "int4", value: ({ renewable }) => renewable.forwards },
  { name: "reactions", type: "jsonb", value: ({ renewable }) => json(renewable.reactions) },
];

/** What a message is born with; a source that does not tell leaves what another one told. */
const ORIGIN_COLUMNS: readonly Column<Candidate>[] = [
  { name: "sender_id", type: "int8", value: ({ message }) => message.sender?.id ?? null },
  { name: "sender_name", type: "text", value: ({ message }) => message.sender?.name ?? null },
  { name: "author_signature", type: "text", value: ({ message }) => message.authorSignature },
  { name: "reply_to_message_id", type: "int4", value: ({ message }) => message.replyToMessageId },
  { name: "reply_to_peer_id", type: "int8", value: ({ message }) => message.replyToPeerId },
  { name: "forward", type: "jsonb", value: ({ message }) => json(message.forward) },
  { name: "album_id", type: "int8", value: ({ message }) => message.albumId },
  { name: "topic_id", type: "int4", value: ({ message }) => message.topicId },
];

const MESSAGE_COLUMNS: readonly Column<Write>[] = [
  ...VERSION_COLUMNS,
  ...RENEWABLE_COLUMNS,
  ...ORIGIN_COLUMNS,
];

const RENEWAL_COLUMNS: readonly Column<Write>[] = [VERSION_COLUMNS[0]!, ...RENEWABLE_COLUMNS];

/**
 * $1 channel, $2 source, then the columns. A version that is replaced goes to message_revision by
 * the table's own trigger. Counts what was inserted and what was replaced.
 */
const PUT_MESSAGES = `
WITH put AS (
  INSERT INTO message (channel_id, source, ${names(MESSAGE_COLUMNS)})
  SELECT $1::bigint, $2::observation_source, ${casts(MESSAGE_COLUMNS)}
  FROM ${unnest(MESSAGE_COLUMNS, 3)}
  ON CONFLICT (channel_id, id) DO UPDATE SET
    ${[...VERSION_COLUMNS.slice(1), ...RENEWABLE_COLUMNS].map(taken).join(", ")},
    ${ORIGIN_COLUMNS.map(kept).join(", ")},
    source = CASE WHEN message.content_hash = excluded.content_hash
      THEN message.source ELSE excluded.source END,
    version_seen_at = CASE WHEN message.content_hash = excluded.content_hash
      THEN message.version_seen_at ELSE excluded.version_seen_at END,
    last_seen_at = excluded.last_seen_at
  WHERE message.content_hash IS DISTINCT FROM excluded.content_hash
    OR message.raw_source IS DISTINCT FROM excluded.raw_source
  RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new)::int AS inserted,
  count(*) FILTER (WHERE NOT is_new)::int AS replaced
FROM put`;

/** Messages that the archive has nothing of; PostgreSQL refuses any other. */
export const COPY_MESSAGES = `
COPY message (channel_id, source, ${names(MESSAGE_COLUMNS)}) FROM STDIN (FORMAT binary)`;

/** $1 channel, $2 source, then the columns. */
const KEEP_REVISIONS = `
INSERT INTO message_revision (channel_id, source, version_seen_at, ${names(REVISION_COLUMNS)})
SELECT $1::bigint, $2::observation_source, CURRENT_TIMESTAMP, ${casts(REVISION_COLUMNS)}
FROM ${unnest(REVISION_COLUMNS, 3)}
ON CONFLICT DO NOTHING`;

/** $1 channel, then the columns. The channel is a subquery for the reason in classify-page.ts. */
const RENEW_MESSAGES = `
UPDATE message SET last_seen_at = CURRENT_TIMESTAMP,
  ${RENEWABLE_COLUMNS.map(({ name, cast }) => `${name} = u.${name}${as(cast)}`).join(", ")}
FROM ${unnest(RENEWAL_COLUMNS, 2)}
WHERE message.channel_id = (SELECT $1::bigint) AND message.id = u.id`;

/** A statement with its parameters, as pg takes it. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** Inserts messages and replaces current versions; answers {inserted, replaced}. */
export function putMessages(channelId: number, source: string, rows: readonly Write[]): Statement {
  return { text: PUT_MESSAGES, values: [channelId, source, ...arrays(MESSAGE_COLUMNS, rows)] };
}

/** For COPY_MESSAGES; `pause` is awaited after each slice of them. */
export async function copyMessages(
  channelId: number,
  source: string,
  rows: readonly Write[],
  pause: () => Promise<unknown>,
): Promise<CopyRows> {
  const copy = new CopyRows();
  for (const [i, row] of rows.entries()) {
    if (i % SLICE === SLICE - 1) await pause();
    copy.push([
      ["int8", channelId],
      ["text", source],
      ...MESSAGE_COLUMNS.map(({ type, value }) => [type, value(row)] as const),
    ]);
  }
  return copy;
}

/** Rows encoded at one go: less than a millisecond's work. */
const SLICE = 64;

/** Inserts versions that are older than the current one. */
export function keepRevisions(
  channelId: number,
  source: string,
  rows: readonly Candidate[],
): Statement {
  return { text: KEEP_REVISIONS, values: [channelId, source, ...arrays(REVISION_COLUMNS, rows)] };
}

/** Writes counters and times of messages whose content is as it was. */
export function renewMessages(channelId: number, rows: readonly Write[]): Statement {
  return { text: RENEW_MESSAGES, values: [channelId, ...arrays(RENEWAL_COLUMNS, rows)] };
}

function arrays<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): (Buffer | null)[] {
  return columns.map(({ type, value }) => binaryArray(type, rows.map(value)));
}

function names(columns: readonly Column<never>[]): string {
  return columns.map(({ name }) => name).join(", ");
}

function casts(columns: readonly Column<never>[]): string {
  return columns.map(({ name, cast }) => `u.${name}${as(cast)}`).join(", ");
}

function as(cast: string | undefined): string {
  return cast === undefined ? "" : `::${cast}`;
}

function unnest(columns: readonly Column<never>[], first: number): string {
  const parameters = columns.map(({ type }, i) => `$${first + i}::${type}[]`);
  return `unnest(${parameters.join(", ")}) AS u(${names(columns)})`;
}

function taken({ name }: Column<never>): string {
  return `${name} = excluded.${name}`;
}

function kept({ name }: Column<never>): string {
  return `${name} = coalesce(excluded.${name}, message.${name})`;
}

function json(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function listJson(list: readonly object[]): string | null {
  return list.length === 0 ? null : JSON.stringify(list);
}
