import type { FloodDeadline } from "@telekeep/core";
import type { Context } from "../context.ts";
import { batch } from "./batch.ts";

/** The pauses that are not over at a time, the one that ends first first. */
export async function readFloodWaits(
  { db }: Pick<Context, "db">,
  now: number,
): Promise<FloodDeadline[]> {
  const rows = await db.floodWait.findMany({
    where: { until: { gt: new Date(now) } },
    orderBy: [{ until: "asc" }, { accountId: "asc" }, { call: "asc" }],
  });
  return rows.map(({ accountId, call, seconds, startedAt, until }) => ({
    ...{ accountId: Number(accountId), call: call as FloodDeadline["call"], seconds },
    ...{ startedAt: startedAt.getTime(), until: until.getTime() },
  }));
}

/** The same for each of the accounts that one execution asks about. */
export const floodWaitsOfAccount = batch<Context, number, FloodDeadline[]>(async (context, ids) => {
  const all = await readFloodWaits(context, Date.now());
  return ids.map((id) => all.filter(({ accountId }) => accountId === id));
});
