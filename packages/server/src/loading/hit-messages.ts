import type { MessageReading, ReadMessage, SearchHit } from "@telekeep/core";
import { CHANNEL_FIELDS, MESSAGE_FIELDS } from "@telekeep/core";
import type { Prisma } from "@telekeep/prisma/client";

import type { Context } from "../context.ts";
import { formatMessageKey } from "../node-id.ts";
import type { MessageSelection } from "./messages.ts";
import { messagesByKey } from "./messages.ts";

type Message = Prisma.MessageModel;

/**
 * The messages of a page of hits, null where one is gone: read with the hits or, when more is asked
 * of them than that can read, by Prisma.
 */
export async function hitMessages(
  context: Context,
  hits: readonly SearchHit[],
  reading: MessageReading | null,
  selection: MessageSelection,
): Promise<(Message | null)[]> {
  if (reading !== null) return hits.map(({ message }) => message && asModel(message));
  const keys = hits.map(({ channelId, id }) => ({ channelId: BigInt(channelId), id }));
  const messages = await messagesByKey(context, keys, selection);
  const byKey = new Map(messages.map((message) => [formatMessageKey(message), message]));
  return keys.map((key) => byKey.get(formatMessageKey(key)) ?? null);
}

/** What a selection asks for, or null when there is something in it that the core does not read. */
export function readingOf({ select, include }: MessageSelection): MessageReading | null {
  if (!select || include) return null;
  const { channel, files, _count, ...columns } = select;
  const fields = known(columns, MESSAGE_FIELDS);
  const channelFields = channel
    ? known(isObject(channel) && channel["select"], CHANNEL_FIELDS)
    : [];
  const hasFiles = files === true;
  const counts = isObject(_count) && isObject(_count["select"]) ? _count["select"] : {};
  const hasRevisionCount = counts["revisions"] === true;
  const isUnknown =
    (!!files && !hasFiles) || (!!_count && (!hasRevisionCount || Object.keys(counts).length > 1));
  if (fields === null || channelFields === null || isUnknown) return null;
  return { fields, channelFields, hasFiles, hasRevisionCount };
}

/** The names of a selection; null unless all are among these and are asked for whole. */
function known<Name extends string>(selection: unknown, names: readonly Name[]): Name[] | null {
  if (!isObject(selection)) return null;
  const asked: Name[] = [];
  for (const [name, wanted] of Object.entries(selection)) {
    if (wanted === false || wanted === undefined) continue;
    if (wanted !== true || !(names as readonly string[]).includes(name)) return null;
    asked.push(name as Name);
  }
  return asked;
}

/** The row as Prisma would have answered it, as far as it was asked for. */
function asModel({ fields, channel, files, revisionCount }: ReadMessage): Message {
  return {
    ...fields,
    channel,
    files,
    _count: { revisions: revisionCount },
  } as unknown as Message;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object";
}
