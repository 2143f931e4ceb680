import type { Prisma } from "@telekeep/prisma/client";

import type { Context } from "../context.ts";
import { channelKey } from "../node-id.ts";
import { decodeCursor } from "../paging/cursor.ts";
import type { PageRequest } from "../paging/page-request.ts";

/** Name of the list in its cursors. */
export const PROFILE_LIST = "profiles";

/** One page of what was seen of a channel, newest first. */
export async function profilePage(
  { db }: Context,
  channelId: bigint,
  page: PageRequest,
): Promise<Prisma.ChannelProfileModel[]> {
  const bound = (cursor: string) => channelKey(decodeCursor(PROFILE_LIST, cursor, ["string"])[0]);
  return await db.channelProfile.findMany({
    where: {
      channelId,
      id: {
        ...(page.after !== null && { lt: bound(page.after) }),
        ...(page.before !== null && { gt: bound(page.before) }),
      },
    },
    orderBy: { id: page.backward ? "asc" : "desc" },
    take: page.size + 1,
  });
}
