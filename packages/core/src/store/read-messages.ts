import { createHash } from "node:crypto";
import pg, { type ClientBase } from "pg";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import { queryRows } from "./query-rows.ts";

/** What can be read of a message: the columns of its row. */
export const MESSAGE_FIELDS = [
  ...(["channelId", "id", "postedAt", "timePrecision", "postedAtRaw", "editedAt"] as const),
  ...(["senderId", "senderName", "authorSignature", "text", "entities", "media"] as const),
  ...(["replyToMessageId", "replyToPeerId", "forward", "albumId", "topicId", "action"] as const),
  ...(["views", "forwards", "reactions", "raw", "rawSource", "rawLayer"] as const),
  ...(["contentHash", "source", "firstSeenAt", "versionSeenAt", "lastSeenAt"] as const),
  "deletedAt",
] as const;

/** What can be read of a message's channel. */
export const CHANNEL_FIELDS = [
  ...(["id", "kind", "title", "username", "isPrivate", "isIdFromTelegram"] as const),
  ...(["topMessageId", "messageCount", "revisionCount", "addedAt", "lastArchivedAt"] as const),
] as const;

/** What is to be read of messages. */
export interface MessageReading {
  readonly fields: readonly (typeof MESSAGE_FIELDS)[number][];
  readonly channelFields: readonly (typeof CHANNEL_FIELDS)[number][];
  /** The files found for its attachments. */
  readonly hasFiles: boolean;
  /** How many versions there are beside the current one. */
  readonly hasRevisionCount: boolean;
}

export interface MessageKey {
  readonly channelId: ChannelId;
  readonly id: MessageId;
}

/** The parts that were asked for; 64-bit numbers are bigint, times Date, JSON is parsed. */
export interface ReadMessage {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly channel: Readonly<Record<string, unknown>>;
  readonly files: readonly {
    readonly position: number;
    readonly sha256: Uint8Array;
    readonly sizeBytes: bigint;
  }[];
  readonly revisionCount: number;
}

/** Messages in the order of their keys, in one statement; null where there is none. */
export async function readMessages(
  client: ClientBase,
  keys: readonly MessageKey[],
  reading: MessageReading,
): Promise<(ReadMessage | null)[]> {
  if (keys.length === 0) return [];
  const values = [keys.map(({ channelId }) => channelId), keys.map(({ id }) => id)];
  const statement = { ...statementOf(reading), values, types: TYPES };
  const messages = Array.from(keys, (): ReadMessage | null => null);
  for (const { position, ...row } of await queryRows<Row>(client, statement)) {
    messages[position - 1] = toMessage(row);
  }
  return messages;
}

interface Row extends ReadColumns {
  /** Place of the key among all, from 1 on. */
  readonly position: number;
}

type ReadColumns = Record<string, unknown> & {
  readonly files?: readonly { position: number; sha256: string; sizeBytes: string }[];
  readonly revisions?: number;
};

function toMessage({ files = [], revisions = 0, ...row }: ReadColumns): ReadMessage {
  const fields: Record<string, unknown> = {};
  const channel: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (name.startsWith(OF_CHANNEL)) channel[name.slice(OF_CHANNEL.length)] = value;
    else fields[name] = value;
  }
  return {
    fields,
    channel,
    files: files.map(({ position, sha256, sizeBytes }) => ({
      position,
      sha256: Buffer.from(sha256, "hex"),
      sizeBytes: BigInt(sizeBytes),
    })),
    revisionCount: revisions,
  };
}

const OF_CHANNEL = "channel.";
/** The oid of 64-bit integers (pg_type.dat), which pg leaves as text. */
const INT8 = 20;
const TYPES = {
  getTypeParser: ((oid: number, format: "text") =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Statements that connections keep: programs ask for few sets of fields. */
const MOST_STATEMENTS = 64;
const statements = new Map<string, { readonly name?: string; readonly text: string }>();

/** The statement of a reading, prepared unless there are very many. */
function statementOf(reading: MessageReading): { readonly name?: string; readonly text: string } {
  const text = textOf(reading);
  const known = statements.get(text);
  if (known) return known;
  if (statements.size >= MOST_STATEMENTS) return { text };
  const name = `read-messages-${createHash("sha256").update(text).digest("base64url")}`;
  const statement = { name, text };
  statements.set(text, statement);
  return statement;
}

function textOf({ fields, channelFields, hasFiles, hasRevisionCount }: MessageReading): string {
  const columns = [
    "position::integer AS position",
    ...new Set(fields.map((field) => `m.${columnOf(field)} AS "${field}"`)),
    ...new Set(channelFields.map((field) => `c.${columnOf(field)} AS "${OF_CHANNEL}${field}"`)),
    ...(hasFiles ? [FILES] : []),
    ...(hasRevisionCount ? [REVISIONS] : []),
  ];
  return `
    SELECT ${columns.join(", ")}
    FROM unnest($1::bigint[], $2::integer[]) WITH ORDINALITY AS wanted (channel_id, id, position)
    JOIN message m USING (channel_id, id) JOIN channel c ON c.id = m.channel_id`;
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const FILES = `(
  SELECT coalesce(jsonb_agg(jsonb_build_object('position', f.position,
    'sha256', encode(f.sha256, 'hex'), 'sizeBytes', f.size_bytes::text)), '[]')
  FROM message_media f WHERE f.channel_id = m.channel_id AND f.id = m.id
) AS files`;

const REVISIONS = `(
  SELECT count(*)::integer FROM message_revision r
  WHERE r.channel_id = m.channel_id AND r.id = m.id
) AS revisions`;
