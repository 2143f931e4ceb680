import type { BackfillRequest } from "@telekeep/core";
import { NotFound } from "@telekeep/core";

import { channelKey, keyOfType } from "../node-id.ts";

/** Input of a fetch, as the schema takes it. */
export interface IngestionInput {
  readonly channelId: string;
  readonly fromMessageId?: number | null;
  readonly toMessageId?: number | null;
  readonly since?: Date | null;
  readonly until?: Date | null;
  readonly order: "newest_first" | "oldest_first";
  readonly telegramUserId?: bigint | null;
  readonly priority: number;
  readonly idempotencyKey: string;
}

/**
 * A fetch as the core takes it; whether its bounds make sense, the core says. Throws NotFound for
 * what cannot be a channel's id.
 */
export function ingestionOrder(input: IngestionInput): Omit<BackfillRequest, "createdBy"> {
  return {
    channelId: Number(channelKeyOrNotFound(input.channelId)),
    accountId: input.telegramUserId == null ? null : Number(input.telegramUserId),
    from: input.fromMessageId ?? null,
    to: input.toMessageId ?? null,
    since: seconds(input.since),
    until: seconds(input.until),
    order: input.order,
    priority: input.priority,
    idempotencyKey: input.idempotencyKey,
  };
}

/** Messages are dated in whole seconds: the first one not before the moment. */
function seconds(moment: Date | null | undefined): number | null {
  return moment == null ? null : Math.ceil(moment.getTime() / 1000);
}

/** What cannot be a channel's id names no channel: to a caller both are the same. */
export function channelKeyOrNotFound(nodeId: string): bigint {
  try {
    return channelKey(keyOfType(nodeId, "Channel"));
  } catch {
    throw new NotFound(nodeId, "There is no channel with that id.");
  }
}
