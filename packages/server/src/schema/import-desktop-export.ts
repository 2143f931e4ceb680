import { Conflict, IdempotencyConflict, ImportRejected, InvalidInput } from "@telekeep/core";

import { importOrder } from "../commands/import-order.ts";
import { builder } from "./builder.ts";

const ImportDesktopExportInput = builder.inputType("ImportDesktopExportInput", {
  fields: (t) => ({
    paths: t.stringList({
      required: true,
      description: "Files or folders on the server's machine, as absolute paths.",
    }),
    timeZone: t.string({
      description: "Zone of the exporting machine, such as Europe/Berlin or +02:00.",
    }),
    channelId: t.field({
      type: "BigInt",
      description: "Marked id of the channel of an HTML export, which does not say so itself.",
    }),
    idempotencyKey: t.field({
      type: "UUID",
      required: true,
      description: "Made once for an intended import: repeats with it answer with its job.",
    }),
  }),
});

const ImportDesktopExportSuccess = builder
  .objectRef<{ jobId: string }>("ImportDesktopExportSuccess")
  .implement({
    fields: (t) => ({
      job: t.prismaField({
        type: "Job",
        resolve: (query, { jobId }, _args, { db }) =>
          db.job.findUniqueOrThrow({ ...query, where: { id: jobId } }),
      }),
    }),
  });

builder.mutationField("importDesktopExport", (t) =>
  t.field({
    type: ImportDesktopExportSuccess,
    description: "Reads what Telegram Desktop exported. Answers at once with the job that does it.",
    args: { input: t.arg({ type: ImportDesktopExportInput, required: true }) },
    errors: { types: [ImportRejected, InvalidInput, Conflict, IdempotencyConflict] },
    resolve: async (_root, { input }, { archive, server, viewer }) => {
      const order = await importOrder(input, server.importRoots);
      const job = await archive.importExports({ ...order, createdBy: viewer.name });
      return { jobId: job.id };
    },
  }),
);
