import type { TargetsImported } from "@telekeep/core";
import { ImportRejected, InvalidInput, writeTargets } from "@telekeep/core";

import { readTargetsFile } from "../commands/read-targets-file.ts";
import { builder } from "./builder.ts";

const TargetsFormat = builder.enumType("TargetsFormat", {
  values: { JSON: { value: "json" }, CSV: { value: "csv" } } as const,
});

builder.queryField("exportTargets", (t) =>
  t.string({
    description:
      "The channels as a file that another archive can import: ids, names and their history, and " +
      "what belongs together; no messages.",
    args: {
      format: t.arg({ type: TargetsFormat, required: true }),
      withAccess: t.arg.boolean({
        required: true,
        defaultValue: false,
        description:
          "Whether to tell how accounts reach the channels, with the invites that led there: of " +
          "use to the same account alone, and nobody else's business.",
      }),
    },
    resolve: async (_root, { format, withAccess }, { archive }) =>
      writeTargets(await archive.targets.read({ withAccess }), format),
  }),
);

const ImportTargetsInput = builder.inputType("ImportTargetsInput", {
  fields: (t) => ({
    path: t.string({
      required: true,
      description: "An exported file on the server's machine, JSON or CSV, by its absolute path.",
    }),
  }),
});

const ImportTargetsSuccess = builder.objectRef<TargetsImported>("ImportTargetsSuccess").implement({
  fields: (t) => ({
    channelsAdded: t.exposeInt("channelsAdded"),
    channelsKnown: t.exposeInt("channelsKnown", {
      description: "Channels that were here before: what is known of them stays.",
    }),
    accessAdded: t.exposeInt("accessAdded", {
      description: "Ways of accounts to channels that were not known before.",
    }),
    accessSkipped: t.exposeInt("accessSkipped", {
      description: "Ways of accounts that never signed in here: left out.",
    }),
  }),
});

builder.mutationField("importTargets", (t) =>
  t.field({
    type: ImportTargetsSuccess,
    description:
      "Makes the channels of an exported file known, all of them or none, without fetching any. " +
      "Repeating it changes nothing.",
    args: { input: t.arg({ type: ImportTargetsInput, required: true }) },
    errors: { types: [ImportRejected, InvalidInput] },
    resolve: async (_root, { input }, { archive, server }) =>
      await archive.targets.add(await readTargetsFile(input.path, server.importRoots)),
  }),
);
