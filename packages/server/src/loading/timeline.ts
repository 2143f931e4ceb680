import { isMessageId } from "@telekeep/core";
import { Prisma } from "@telekeep/prisma/client";

import type { Context } from "../context.ts";
import { decodeCursor, encodeCursor } from "../paging/cursor.ts";
import type { PageRequest } from "../paging/page-request.ts";
import { type MessageSelection, messagesByKey } from "./messages.ts";

/** Names of the lists in their cursors: an id means one message here and another one there. */
const OWN_LIST = "messages";
const EARLIER_LIST = "earlier-messages";

/** A channel, with the basic group whose history it goes on with. */
export interface Timeline {
  readonly id: bigint;
  /** Null: the channel has no earlier part, or it is not wanted. */
  readonly earlierId: bigint | null;
}

/** A place in a timeline: a message of the channel itself, or of the group that it was before. */
interface Place {
  readonly isEarlier: boolean;
  readonly id: number;
}

/** Ids of one part that a page may have: those between both bounds, newest first or last. */
interface Span {
  readonly below: number | null;
  readonly above: number | null;
  readonly backward: boolean;
  readonly take: number;
}

/**
 * One page of a timeline, newest first: the channel's own messages by id, and then those of the
 * group that it was before, by theirs. An export of a supergroup tells the group's messages under
 * ids that are 10⁹ less: what the channel has so is left out of the group's part.
 */
export async function timelinePage(
  context: Context,
  { id, earlierId }: Timeline,
  page: PageRequest,
  selection: MessageSelection,
): Promise<Prisma.MessageModel[]> {
  const after = page.after === null ? null : readPlace(page.after);
  const before = page.before === null ? null : readPlace(page.before);
  const rows: Prisma.MessageModel[] = [];
  for (const isEarlier of page.backward ? [true, false] : [false, true]) {
    const isBeyond = isEarlier ? before?.isEarlier === false : after?.isEarlier === true;
    const take = page.size + 1 - rows.length;
    if (isBeyond || take < 1 || (isEarlier && earlierId === null)) continue;
    const span: Span = {
      below: after?.isEarlier === isEarlier ? after.id : null,
      above: before?.isEarlier === isEarlier ? before.id : null,
      ...{ backward: page.backward, take },
    };
    rows.push(
      ...(isEarlier && earlierId !== null
        ? await earlierMessages(context, { id, earlierId }, span, selection)
        : await ownMessages(context, id, span, selection)),
    );
  }
  return rows;
}

/** The cursor of a message of a timeline. */
export function timelineCursor(
  { id }: Pick<Timeline, "id">,
  message: { readonly channelId: bigint; readonly id: number },
): string {
  return encodeCursor(message.channelId === id ? OWN_LIST : EARLIER_LIST, [message.id]);
}

/** The group's messages that a timeline adds to those of its channel, counted. */
export async function countEarlier({ db }: Context, { id, earlierId }: Timeline): Promise<number> {
  if (earlierId === null) return 0;
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT message_count - (SELECT count(*) FROM message AS own
        WHERE own.channel_id = ${id} AND own.id < 0 AND EXISTS (SELECT FROM message AS earlier
          WHERE earlier.channel_id = ${earlierId} AND earlier.id = own.id + 1000000000))::int AS count
    FROM channel WHERE id = ${earlierId}`;
  return row?.count ?? 0;
}

/** Channels, with the other part of each one's timeline. */
export async function wholeTimelines(
  { db }: Context,
  ids: readonly bigint[],
): Promise<readonly bigint[]> {
  if (ids.length === 0) return ids;
  const joined = await db.channel.findMany({
    select: { id: true, migratedFrom: true },
    where: {
      AND: [
        { migratedFrom: { not: null } },
        { OR: [{ id: { in: [...ids] } }, { migratedFrom: { in: [...ids] } }] },
      ],
    },
  });
  const parts = joined.flatMap(({ id, migratedFrom }) => [id, migratedFrom ?? id]);
  return parts.length === 0 ? ids : [...new Set([...ids, ...parts])];
}

function readPlace(cursor: string): Place {
  const isEarlier = Buffer.from(cursor, "base64url").includes(EARLIER_LIST);
  const list = isEarlier ? EARLIER_LIST : OWN_LIST;
  const [id] = decodeCursor(list, cursor, ["number"], isMessageId);
  return { isEarlier, id };
}

/** A walk along the primary key. */
async function ownMessages(
  { db }: Context,
  channelId: bigint,
  { below, above, backward, take }: Span,
  selection: MessageSelection,
): Promise<Prisma.MessageModel[]> {
  const id = { ...(below !== null && { lt: below }), ...(above !== null && { gt: above }) };
  return await db.message.findMany({
    ...{ ...selection, where: { channelId, id }, take },
    orderBy: { id: backward ? "asc" : "desc" },
  });
}

async function earlierMessages(
  context: Context,
  { id, earlierId }: { readonly id: bigint; readonly earlierId: bigint },
  { below, above, backward, take }: Span,
  selection: MessageSelection,
): Promise<Prisma.MessageModel[]> {
  const direction = backward ? 1 : -1;
  const found = await context.db.$queryRaw<{ id: number }[]>`
    SELECT id FROM message AS earlier WHERE channel_id = ${earlierId}
      AND id < coalesce(${below}::bigint, 2147483648) AND id > coalesce(${above}::bigint, -2147483649)
      AND NOT EXISTS (SELECT FROM message AS own
        WHERE own.channel_id = ${id} AND own.id = earlier.id::bigint - 1000000000)
    ORDER BY id ${backward ? Prisma.sql`ASC` : Prisma.sql`DESC`} LIMIT ${take}`;
  const keys = found.map((row) => ({ channelId: earlierId, id: row.id }));
  const messages = await messagesByKey(context, keys, selection);
  return messages.toSorted((one, other) => direction * (one.id - other.id));
}
