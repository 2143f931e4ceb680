import type { Prisma } from "@telekeep/prisma/client";

import type { Context } from "../context.ts";
import { jobKey } from "../node-id.ts";
import { decodeCursor } from "../paging/cursor.ts";
import type { PageRequest } from "../paging/page-request.ts";
import { isStorableTime } from "../storable-time.ts";

/** Name of the list in its cursors. */
export const JOB_LIST = "jobs";

type JobState = Prisma.JobModel["state"];

/** Jobs in any of these states, or in any at all. */
export function jobsInStates(states: readonly JobState[] | null | undefined): Prisma.JobWhereInput {
  return states ? { state: { in: [...states] } } : {};
}

/** One page of the jobs, the newest first. */
export async function jobPage(
  { db }: Context,
  where: Prisma.JobWhereInput,
  page: PageRequest,
  selection: Pick<Prisma.JobFindManyArgs, "select">,
): Promise<Prisma.JobModel[]> {
  const direction = page.backward ? "asc" : "desc";
  return db.job.findMany({
    ...selection,
    where: {
      AND: [
        where,
        page.after === null ? {} : beyond(page.after, "lt"),
        page.before === null ? {} : beyond(page.before, "gt"),
      ],
    },
    orderBy: [{ createdAt: direction }, { id: direction }],
    take: page.size + 1,
  });
}

function beyond(cursor: string, side: "gt" | "lt"): Prisma.JobWhereInput {
  const [time, id] = decodeCursor(JOB_LIST, cursor, ["number", "string"], isStorableTime);
  const createdAt = new Date(time);
  return {
    OR: [{ createdAt: { [side]: createdAt } }, { createdAt, id: { [side]: jobKey(id) } }],
  };
}
