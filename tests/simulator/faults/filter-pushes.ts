import type { PushFilter } from "../api/push-updates.ts";
import type { TlObject } from "../tl/value.ts";
import type { World } from "../world/world.ts";
import type { FaultPlan } from "./fault-plan.ts";

/** Lets the plan drop, double, hold back or replace updates on their way. */
export function filterPushes(world: World, plan: FaultPlan): PushFilter {
  const heldBack = new Map<string, TlObject[]>();
  return (account, chat, updates) => {
    const call = {
      account: account.key,
      method: "push",
      chat: chat.key,
      dc: null,
      at: world.now(),
    };
    const effect = plan.effectOnPush(call);
    const waiting = heldBack.get(account.key) ?? [];
    if (effect?.kind === "reorderPush") {
      heldBack.set(account.key, [...waiting, updates]);
      return [];
    }
    heldBack.delete(account.key);
    switch (effect?.kind) {
      case "dropPush":
        return waiting;
      case "duplicatePush":
        return [updates, updates, ...waiting];
      case "updatesTooLong":
        return [{ _: "updatesTooLong" }, ...waiting];
      case "channelTooLong": {
        const date = Math.floor(world.now() / 1000);
        const update = {
          _: "updateChannelTooLong",
          channel_id: BigInt(chat.id),
          pts: chat.log.pts,
        };
        return [chat.isChannel ? { _: "updateShort", update, date } : updates, ...waiting];
      }
      default:
        return [updates, ...waiting];
    }
  };
}
