import type { Context } from "../context.ts";
import { batch } from "./batch.ts";

/** The names found so far, for each operation: a subscription to a job shows its name each time. */
const found = new WeakMap<Context, Map<bigint, string>>();

const load = batch(async (context: Context, ids: readonly bigint[]) => {
  const rows = await context.db.channel.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, title: true, username: true },
  });
  const names = new Map(rows.map((row) => [row.id, nameOf(row)]));
  return ids.map((id) => names.get(id) ?? String(id));
});

/**
 * What a channel is called: its @username, its title, or its number when the archive does not have
 * it. As it was when the operation first asked: a subscription's events need no statement each.
 */
export async function channelName(context: Context, id: bigint): Promise<string> {
  const names = found.get(context) ?? new Map<bigint, string>();
  found.set(context, names);
  const name = names.get(id) ?? (await load(context, id));
  names.set(id, name);
  return name;
}

function nameOf({ title, username }: { title: string; username: string | null }): string {
  return username === null ? title : `@${username}`;
}
