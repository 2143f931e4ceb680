import type { Prisma } from "@telekeep/prisma/client";
import type { FieldNode } from "graphql";

import type { Context } from "../context.ts";
import type { MessageKey } from "../node-id.ts";
import { formatMessageKey } from "../node-id.ts";
import { batch } from "./batch.ts";

type Message = Prisma.MessageModel;

/** What a query must read of each message: made by the schema from the fields asked for. */
export type MessageSelection = Pick<Prisma.MessageFindManyArgs, "select" | "include">;

/** Messages by key, in any order; those that are not there are left out. */
export async function messagesByKey(
  { db }: Context,
  keys: readonly MessageKey[],
  selection: MessageSelection,
): Promise<Message[]> {
  if (keys.length === 0) return [];
  const byChannel = Map.groupBy(keys, (key) => key.channelId);
  return db.message.findMany({
    ...selection,
    where: {
      OR: [...byChannel].map(([channelId, group]) => ({
        channelId,
        id: { in: [...new Set(group.map((key) => key.id))] },
      })),
    },
  });
}

type Loader = (scope: Context, key: MessageKey) => Promise<Message | null>;

/** Loaders of one message each, by the place in the document that asks. */
const loaders = new WeakMap<Context, Map<FieldNode, Loader>>();

/**
 * One message, loaded together with all that the same place of the document asks for in the same
 * turn: a page's answered messages cost one statement.
 *
 * @param selection is the same wherever `field` is within one operation.
 */
export function messageForField(
  context: Context,
  field: FieldNode,
  key: MessageKey,
  selection: () => MessageSelection,
): Promise<Message | null> {
  const ofOperation = loaders.get(context) ?? new Map<FieldNode, Loader>();
  loaders.set(context, ofOperation);
  const known = ofOperation.get(field);
  if (known) return known(context, key);
  const selected = selection();
  const load: Loader = batch(async (scope, keys) => {
    const messages = await messagesByKey(scope, keys, selected);
    const byKey = new Map(messages.map((message) => [formatMessageKey(message), message]));
    return keys.map((wanted) => byKey.get(formatMessageKey(wanted)) ?? null);
  });
  ofOperation.set(field, load);
  return load(context, key);
}
