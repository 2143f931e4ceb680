import type { PrismaClient } from "@telekeep/prisma/client";

/** A place in commit order: everything up to the event `id` of transaction `xid`, in decimal. */
export interface StreamPlace {
  readonly xid: string;
  readonly id: string;
}

/** Messages of one channel that one transaction added or gave a version. */
export interface ArchivedMessages {
  readonly place: StreamPlace;
  readonly at: Date;
  readonly channelId: bigint;
  readonly messageIds: readonly number[];
}

const AT_ONCE = 20;

/** Where the stream is now. */
export async function streamEnd(db: PrismaClient): Promise<StreamPlace> {
  const [row] = await db.$queryRaw<{ xid: string }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid`;
  return { xid: row!.xid, id: "0" };
}

/**
 * What was committed after a place, in commit order, and the place up to which that is all. Stops
 * short of transactions that are still open: those beyond them may commit first, and would be passed
 * over for ever.
 */
export async function archivedAfter(
  db: PrismaClient,
  after: StreamPlace,
  channelIds: readonly bigint[] | null,
): Promise<{ readonly found: ArchivedMessages[]; readonly place: StreamPlace }> {
  const end = await streamEnd(db);
  const rows = await db.$queryRaw<
    { xid: string; id: bigint; at: Date; channel_id: bigint; message_ids: number[] }[]
  >`
    SELECT xid::text AS xid, id, at, channel_id, message_ids FROM event
    WHERE (xid, id) > (${after.xid}::text::xid8, ${after.id}::text::bigint)
      AND xid < ${end.xid}::text::xid8 AND kind = 'messages_archived'
      AND (${channelIds === null} OR channel_id = ANY (${[...(channelIds ?? [])]}::bigint[]))
    ORDER BY xid, id LIMIT ${AT_ONCE}`;
  const found = rows.map((row) => ({
    place: { xid: row.xid, id: String(row.id) },
    ...{ at: row.at, channelId: row.channel_id, messageIds: row.message_ids },
  }));
  return { found, place: found.length < AT_ONCE ? end : found.at(-1)!.place };
}
