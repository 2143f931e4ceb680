import {
  Conflict,
  IdempotencyConflict,
  InvalidInput,
  InvalidState,
  NotFound,
} from "@telekeep/core";

import { ingestionOrder } from "../commands/ingestion-order.ts";
import { builder } from "./builder.ts";

const FetchOrder = builder.enumType("FetchOrder", {
  description: "Which end of a channel's history is fetched first.",
  values: {
    NEWEST_FIRST: { value: "newest_first" },
    OLDEST_FIRST: { value: "oldest_first" },
  } as const,
});

const StartIngestionInput = builder.inputType("StartIngestionInput", {
  description: "Which messages of a channel to fetch: those within all bounds that are given.",
  fields: (t) => ({
    channelId: t.id({ required: true }),
    fromMessageId: t.int({ description: "The least message id, included." }),
    toMessageId: t.int({ description: "The greatest message id, included." }),
    since: t.field({ type: "DateTime", description: "Posted then or later; whole seconds." }),
    until: t.field({ type: "DateTime", description: "Posted before; whole seconds." }),
    order: t.field({ type: FetchOrder, required: true, defaultValue: "newest_first" }),
    telegramUserId: t.field({
      type: "BigInt",
      description: "The account to fetch with; any that can see the channel unless given.",
    }),
    priority: t.int({
      required: true,
      defaultValue: 0,
      description: "Of queued jobs, the greatest number starts first.",
    }),
    idempotencyKey: t.field({
      type: "UUID",
      required: true,
      description: "Made once for an intended fetch: repeats with it answer with its job.",
    }),
  }),
});

builder.objectType("StartIngestionSuccess", {
  fields: (t) => ({
    job: t.prismaField({
      type: "Job",
      resolve: (query, { jobId }, _args, { db }) =>
        db.job.findUniqueOrThrow({ ...query, where: { id: jobId } }),
    }),
    alreadyRunning: t.exposeBoolean("isAlreadyRunning", {
      description: "An active job that does the very same is answered instead of a new one.",
    }),
  }),
});

builder.mutationField("startIngestion", (t) =>
  t.field({
    type: "StartIngestionSuccess",
    description:
      "Fetches what is not archived yet of a channel. Answers at once with the job that does it.",
    args: { input: t.arg({ type: StartIngestionInput, required: true }) },
    errors: { types: [InvalidInput, InvalidState, NotFound, Conflict, IdempotencyConflict] },
    resolve: async (_root, { input }, { archive, viewer }) => {
      const order = { ...ingestionOrder(input), createdBy: viewer.name };
      const { job, isAlreadyRunning } = await archive.startBackfill(order);
      return { jobId: job.id, isAlreadyRunning };
    },
  }),
);
