import { builder, storedEnum } from "./builder.ts";

const AccountState = builder.enumType("AccountState", {
  description: "Whether an account can be used; `stateReason` says what to do when it cannot.",
  values: storedEnum(["ready", "revoked", "banned", "signed_out"]),
});

builder.objectType("Account", {
  description: "A Telegram account that channels are fetched with. Its session is never shown.",
  fields: (t) => ({
    telegramUserId: t.field({ type: "BigInt", resolve: ({ id }) => BigInt(id) }),
    label: t.exposeString("label", { description: "What its owner calls it here." }),
    phoneMasked: t.exposeString("phoneMasked", { nullable: true }),
    state: t.expose("state", { type: AccountState }),
    stateReason: t.exposeString("stateReason", { nullable: true }),
    dc: t.exposeInt("dc", { description: "Telegram's data centre that holds it." }),
    proxy: t.exposeString("proxy", {
      nullable: true,
      description: "The proxy of its own, without its login; null when it has none.",
    }),
    createdAt: t.field({ type: "DateTime", resolve: ({ createdAt }) => new Date(createdAt) }),
    lastUsedAt: t.field({
      type: "DateTime",
      nullable: true,
      resolve: ({ lastUsedAt }) => (lastUsedAt === null ? null : new Date(lastUsedAt)),
    }),
  }),
});

builder.queryField("accounts", (t) =>
  t.field({
    type: ["Account"],
    description: "All accounts, the first one signed in first.",
    resolve: async (_root, _args, { archive }) => [...((await archive.telegram?.accounts()) ?? [])],
  }),
);
