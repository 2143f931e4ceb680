import type { Prisma } from "@telekeep/prisma/client";

import type { Context } from "../context.ts";
import { channelKey } from "../node-id.ts";
import { decodeCursor } from "../paging/cursor.ts";
import type { PageRequest } from "../paging/page-request.ts";

/** Name of the list in its cursors. */
export const CHANNEL_LIST = "channels";

/** One page of the channels by title, then by id. */
export async function channelPage(
  { db }: Context,
  page: PageRequest,
  selection: Pick<Prisma.ChannelFindManyArgs, "select" | "include">,
): Promise<Prisma.ChannelModel[]> {
  const direction = page.backward ? "desc" : "asc";
  return db.channel.findMany({
    ...selection,
    where: {
      AND: [
        page.after === null ? {} : beyond(page.after, "gt"),
        page.before === null ? {} : beyond(page.before, "lt"),
      ],
    },
    orderBy: [{ title: direction }, { id: direction }],
    take: page.size + 1,
  });
}

function beyond(cursor: string, side: "gt" | "lt"): Prisma.ChannelWhereInput {
  const [title, id] = decodeCursor(CHANNEL_LIST, cursor, ["string", "string"]);
  return { OR: [{ title: { [side]: title } }, { title, id: { [side]: channelKey(id) } }] };
}
