import { TEXT_ENTITY_TYPES } from "@telekeep/core";
import { builder, storedEnum } from "./builder.ts";

const TextEntityKind = builder.enumType("TextEntityKind", {
  description: "What a run of text is, in Telegram's names.",
  values: storedEnum(TEXT_ENTITY_TYPES),
});

builder.objectType("TextEntity", {
  description: "A marked run of text.",
  fields: (t) => ({
    kind: t.field({ type: TextEntityKind, resolve: ({ kind }) => kind as "unknown" }),
    offset: t.exposeInt("offset", { description: "In code points of the text." }),
    length: t.exposeInt("length", { description: "In code points." }),
    url: t.exposeString("url", {
      nullable: true,
      description: "Target of a TEXT_LINK. Untrusted: any scheme may be here.",
    }),
  }),
});
