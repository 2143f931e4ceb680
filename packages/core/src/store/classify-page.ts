import type { ClientBase } from "pg";
import { NotFound } from "../domain/errors.ts";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ObservationSource, RawSource, Reaction, TimePrecision } from "../domain/message.ts";
import { binaryArray } from "./binary-arrays.ts";
import type { Candidate, KnownMessage } from "./plan-page.ts";

/**
 * What the archive knows of a page's messages, as far as it matters: which are absent, and those
 * that differ from what was seen. A message that is there exactly as seen is neither, so a page
 * that was committed before costs one look into the primary key a message and answers one row.
 *
 * The look is a lateral subquery that the planner cannot flatten (OFFSET 0): joined freely, a
 * planner that knows an old, small size of the table would read all of it for every page. And the
 * channel is a subquery: of a channel that is younger than its statistics a planner that sees the id
 * expects next to nothing, and then reads all of the channel's rows for every message.
 *
 * $1 channel, $2 ids, $3 hashes, $4 raw sources, $5 precisions, $6 edit times, $7 views,
 * $8 forwards, $9 reactions, $10 whether every message is to be looked at.
 */
const CLASSIFY = `
SELECT array_to_string(array_agg(u.n) FILTER (WHERE m.id IS NULL), ',') AS absent,
  json_agg(json_build_object(
    'n', u.n,
    'contentHash', encode(m.content_hash, 'hex'),
    'editedAt', extract(epoch FROM m.edited_at)::bigint,
    'rawSource', m.raw_source,
    'text', CASE WHEN m.content_hash <> u.hash THEN m.text END,
    'postedAt', extract(epoch FROM m.posted_at)::bigint,
    'timePrecision', m.time_precision,
    'postedAtRaw', m.posted_at_raw,
    'views', m.views,
    'forwards', m.forwards,
    'reactions', m.reactions,
    'kept', (SELECT json_agg(encode(r.content_hash, 'hex')) FROM message_revision r
      WHERE r.channel_id = (SELECT $1::bigint) AND r.id = u.id)
  )) FILTER (WHERE m.id IS NOT NULL AND (m.content_hash <> u.hash
    OR m.raw_source <> u.raw_source::raw_source
    OR m.time_precision <> u.time_precision::time_precision
    OR u.edited_at > coalesce(m.edited_at, '-infinity')
    OR u.views <> coalesce(m.views, -1) OR u.forwards <> coalesce(m.forwards, -1)
    OR u.reactions <> coalesce(m.reactions, 'null') OR $10::boolean)
  ) AS differing
FROM unnest($2::int4[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[], $7::int4[],
    $8::int4[], $9::jsonb[]) WITH ORDINALITY
  AS u(id, hash, raw_source, time_precision, edited_at, views, forwards, reactions, n)
LEFT JOIN LATERAL (SELECT * FROM message
  WHERE message.channel_id = (SELECT $1::bigint) AND message.id = u.id OFFSET 0) m ON true`;

interface Answer {
  readonly absent: string | null;
  readonly differing: readonly Differing[] | null;
}

interface Differing {
  readonly n: number;
  readonly contentHash: string;
  readonly editedAt: number | null;
  readonly rawSource: RawSource;
  /** Null when the content is the same, and then the candidate's. */
  readonly text: string | null;
  readonly postedAt: number | null;
  readonly timePrecision: TimePrecision;
  readonly postedAtRaw: string | null;
  readonly views: number | null;
  readonly forwards: number | null;
  readonly reactions: readonly Reaction[] | null;
  readonly kept: readonly string[] | null;
}

/** What a page's candidates are to the archive. */
export interface Classified {
  /** Those to judge, in the page's order; all others are archived exactly as they were seen. */
  readonly toJudge: readonly Candidate[];
  readonly known: ReadonlyMap<MessageId, KnownMessage>;
}

/**
 * Reads what judging a page needs; the candidates are in ascending order of id. A page beyond the
 * channel's greatest id, such as most of an import, is new without looking further. Throws NotFound
 * for an unknown channel.
 */
export async function classifyPage(
  client: ClientBase,
  channelId: ChannelId,
  source: ObservationSource,
  candidates: readonly Candidate[],
): Promise<Classified> {
  const channels = await client.query<{ top: number | null }>(
    "SELECT top_message_id AS top FROM channel WHERE id = $1",
    [channelId],
  );
  const [channel] = channels.rows;
  if (channel === undefined) {
    throw new NotFound(String(channelId), `The archive has no channel ${channelId}.`);
  }
  const least = candidates[0]?.message.id;
  if (least === undefined || channel.top === null || least > channel.top) {
    return { toJudge: candidates, known: new Map() };
  }
  return compareToArchive(client, channelId, source, candidates);
}

/** The same without asking for the channel: if there is none, everything is absent. */
export async function compareToArchive(
  client: ClientBase,
  channelId: ChannelId,
  source: ObservationSource,
  candidates: readonly Candidate[],
): Promise<Classified> {
  const messages = candidates.map(({ message }) => message);
  const { rows } = await client.query<Answer>(CLASSIFY, [
    channelId,
    binaryArray(
      "int4",
      messages.map(({ id }) => id),
    ),
    binaryArray(
      "bytea",
      candidates.map(({ hash }) => hash),
    ),
    binaryArray(
      "text",
      messages.map(({ raw }) => raw.source),
    ),
    binaryArray(
      "text",
      messages.map(({ timePrecision }) => timePrecision),
    ),
    binaryArray(
      "timestamptz",
      messages.map(({ editedAt }) => editedAt),
    ),
    binaryArray(
      "int4",
      messages.map(({ views }) => views),
    ),
    binaryArray(
      "int4",
      messages.map(({ forwards }) => forwards),
    ),
    binaryArray(
      "jsonb",
      messages.map(({ reactions }) => reactions && JSON.stringify(reactions)),
    ),
    source === "recheck",
  ]);
  const answer = rows[0]!;
  const ids = new Set<MessageId>();
  for (const n of answer.absent?.split(",") ?? []) ids.add(messages[Number(n) - 1]!.id);
  const known = new Map<MessageId, KnownMessage>();
  for (const { n, text, kept, ...row } of answer.differing ?? []) {
    const message = messages[n - 1]!;
    ids.add(message.id);
    known.set(message.id, { ...row, text: text ?? message.text, keptVersions: new Set(kept) });
  }
  // Of an id that occurs twice, all occurrences are judged if any is: one may change the other's.
  return { toJudge: candidates.filter(({ message }) => ids.has(message.id)), known };
}
