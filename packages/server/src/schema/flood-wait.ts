import type { FloodDeadline } from "@telekeep/core";

import { floodWaitsOfAccount, readFloodWaits } from "../loading/flood-waits.ts";
import type { FloodState } from "../subscriptions/flood-feed.ts";
import type { StateEvent } from "../subscriptions/snapshot-first.ts";
import { builder } from "./builder.ts";

const FloodWait = builder.objectRef<FloodDeadline>("FloodWait").implement({
  description:
    "A pause that Telegram demands of an account for one kind of request. Count down to `until`.",
  fields: (t) => ({
    account: t.field({
      type: "Account",
      nullable: true,
      description: "Null for one that is only about to be signed in.",
      resolve: async ({ accountId }, _args, { archive }) =>
        (await archive.telegram?.accounts())?.find(({ id }) => id === accountId) ?? null,
    }),
    method: t.exposeString("call", {
      description: "Kind of request: history, messages, resolve, look, dialogs, updates, sign_in.",
    }),
    seconds: t.exposeInt("seconds", { description: "As Telegram said it." }),
    startedAt: t.field({ type: "DateTime", resolve: ({ startedAt }) => new Date(startedAt) }),
    until: t.field({
      type: "DateTime",
      description: "No request of this kind leaves before: the seconds and a small margin.",
      resolve: ({ until }) => new Date(until),
    }),
  }),
});

const FloodWaitEvent = builder.objectRef<StateEvent<FloodState>>("FloodWaitEvent").implement({
  fields: (t) => ({
    emittedAt: t.field({ type: "DateTime", resolve: () => new Date() }),
    conflatedCount: t.exposeInt("conflatedCount", {
      description: "States that this one replaced before they could be sent.",
    }),
    floodWait: t.field({ type: FloodWait, resolve: ({ state }) => state.deadline }),
    isOver: t.boolean({ resolve: ({ state }) => state.isOver }),
  }),
});

builder.objectField("Account", "floodWaits", (t) =>
  t.field({
    type: [FloodWait],
    description: "The pauses that Telegram demands of it now, one for each kind of request.",
    resolve: ({ id }, _args, context) => floodWaitsOfAccount(context, id),
  }),
);

builder.queryField("floodWaits", (t) =>
  t.field({
    type: [FloodWait],
    description: "All pauses in force, the one that ends first first.",
    resolve: (_root, _args, context) => readFloodWaits(context, Date.now()),
  }),
);

builder.subscriptionField("floodWait", (t) =>
  t.field({
    type: FloodWaitEvent,
    description:
      "State: the pauses in force first, then each as it begins, is prolonged and ends; of these " +
      "accounts, by their Telegram ids, or of all.",
    args: { accounts: t.arg({ type: ["BigInt"] }) },
    subscribe: (_root, { accounts }, { floods }) => floods.follow(accounts?.map(Number) ?? null),
    resolve: (event) => event,
  }),
);
