import { builder } from "./builder.ts";

const CountRelation = builder.enumType("CountRelation", {
  description: "How a count relates to the truth.",
  values: ["EXACT", "AT_LEAST", "ESTIMATE"] as const,
});

builder.objectType("Count", {
  description: "A number of things, and how sure it is.",
  fields: (t) => ({
    value: t.exposeInt("value"),
    relation: t.expose("relation", { type: CountRelation }),
  }),
});
