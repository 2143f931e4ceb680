import { InvalidInput } from "@telekeep/core";

import type { ArchivedMessages, StreamPlace } from "../loading/archived-messages.ts";
import { channelKey, keyOfType } from "../node-id.ts";
import { decodeCursor, encodeCursor } from "../paging/cursor.ts";
import { MessageStream } from "../subscriptions/message-stream.ts";
import { builder } from "./builder.ts";

/** Name of the stream in its cursors. */
const STREAM = "archived";
/** What a page of Telegram's has; an import's have more, of which the first ones are shown. */
const MOST_SHOWN = 100;

const MessageArchivedEvent = builder.objectRef<ArchivedMessages>("MessageArchivedEvent").implement({
  description: "Messages of one channel that were committed together.",
  fields: (t) => ({
    cursor: t.string({
      description: "Where to go on after a lost connection.",
      resolve: ({ place }) => encodeCursor(STREAM, [place.xid, place.id]),
    }),
    emittedAt: t.field({ type: "DateTime", resolve: () => new Date() }),
    archivedAt: t.expose("at", { type: "DateTime" }),
    channel: t.prismaField({
      type: "Channel",
      resolve: (query, { channelId }, _args, { db }) =>
        db.channel.findUniqueOrThrow({ ...query, where: { id: channelId } }),
    }),
    messageCount: t.int({ resolve: ({ messageIds }) => messageIds.length }),
    messages: t.prismaField({
      type: ["Message"],
      description: "New ones and new versions, by id, as they are now; the first hundred.",
      complexity: { field: 1, multiplier: MOST_SHOWN },
      resolve: (query, { channelId, messageIds }, _args, { db }) =>
        db.message.findMany({
          ...query,
          where: { channelId, id: { in: messageIds.slice(0, MOST_SHOWN) } },
          orderBy: { id: "asc" },
        }),
    }),
  }),
});

builder.subscriptionField("messageArchived", (t) =>
  t.field({
    type: MessageArchivedEvent,
    description:
      "Stream: every message that is added or gets a version, once, in commit order, of these " +
      "channels or of all. Without `after` from now on; with it from where it was.",
    args: { channelIds: t.arg.idList(), after: t.arg.string() },
    subscribe: (_root, { channelIds, after }, { db, archive }) =>
      new MessageStream({
        ...{ db, source: archive },
        channelIds: channelIds
          ? channelIds.map((id) => channelKey(keyOfType(String(id), "Channel")))
          : null,
        after: after == null ? null : readPlace(after),
      }),
    resolve: (event) => event,
  }),
);

function readPlace(cursor: string): StreamPlace {
  const [xid, id] = decodeCursor(STREAM, cursor, ["string", "string"]);
  // They go into the database as numbers of 64 bits.
  const isNumber = (digits: string, most: bigint): boolean =>
    /^\d{1,20}$/.test(digits) && BigInt(digits) <= most;
  if (!isNumber(xid, 2n ** 64n - 1n) || !isNumber(id, 2n ** 63n - 1n)) {
    throw new InvalidInput("That cursor is not one of this stream; start without one.");
  }
  return { xid, id };
}
