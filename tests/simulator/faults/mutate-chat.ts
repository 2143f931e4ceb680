import { edit, post, remove } from "../world/change-messages.ts";
import type { World } from "../world/world.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { amount } from "./fault-plan.ts";
import type { FaultEffect } from "./fault-rule.ts";

type Mutation = Extract<FaultEffect, { readonly kind: "mutate" }>;

/** Lets something happen in a chat around a page that was just answered. */
export function mutateChat(
  world: World,
  chat: WorldChat,
  page: readonly number[],
  effect: Mutation,
): void {
  const count = amount(effect.count);
  if (effect.what === "post") {
    for (let number = 0; number < count; number++) post(world, chat);
    return;
  }
  const ids = chosen(chat, page, effect).slice(0, count);
  if (effect.what === "delete") remove(world, chat, ids);
  else for (const id of ids) edit(world, chat, id);
}

function chosen(chat: WorldChat, page: readonly number[], effect: Mutation): number[] {
  const count = amount(effect.count);
  if (effect.where === "older") {
    return chat.history
      .below(Math.min(...page, Number.POSITIVE_INFINITY))
      .take(count)
      .toArray();
  }
  if (effect.where === "newer") {
    return chat.history
      .from(Math.max(...page, 0) + 1)
      .take(count)
      .toArray();
  }
  // Spread over the page, so that both its ends are hit.
  const step = Math.max(1, Math.floor(page.length / count));
  return page.filter((_, index) => index % step === 0);
}
