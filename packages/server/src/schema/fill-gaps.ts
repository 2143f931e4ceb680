import {
  Conflict,
  IdempotencyConflict,
  InvalidInput,
  InvalidState,
  NotFound,
} from "@telekeep/core";

import { channelKeyOrNotFound } from "../commands/ingestion-order.ts";
import type { Context } from "../context.ts";
import { coverageSummary } from "../loading/coverage.ts";
import { builder } from "./builder.ts";

const FillGapsInput = builder.inputType("FillGapsInput", {
  fields: (t) => ({
    channelId: t.id({ required: true }),
    idempotencyKey: t.field({
      type: "UUID",
      required: true,
      description: "Made once for an intended fetch: repeats with it answer with its job.",
    }),
  }),
});

builder.mutationField("fillGaps", (t) =>
  t.field({
    type: "StartIngestionSuccess",
    description:
      "Fetches the ids that were never examined up to the newest message that is archived, and " +
      "nothing newer. A channel of which nothing is archived is fetched whole.",
    args: { input: t.arg({ type: FillGapsInput, required: true }) },
    errors: { types: [InvalidInput, InvalidState, NotFound, Conflict, IdempotencyConflict] },
    resolve: async (_root, { input }, context) => {
      const channelId = channelKeyOrNotFound(input.channelId);
      const to = await lastWanted(context, channelId, input.idempotencyKey);
      const { job, isAlreadyRunning } = await context.archive.startBackfill({
        ...{ channelId: Number(channelId), accountId: null, from: null, to },
        ...{ since: null, until: null, order: "newest_first" },
        ...{ idempotencyKey: input.idempotencyKey, createdBy: context.viewer.name },
      });
      return { jobId: job.id, isAlreadyRunning };
    },
  }),
);

/** The newest message that is archived; for a repeated request the one that was it at the first. */
async function lastWanted(
  context: Context,
  channelId: bigint,
  idempotencyKey: string,
): Promise<number | null> {
  const earlier = await context.db.job.findUnique({
    where: { idempotencyKey },
    select: { input: true },
  });
  if (earlier === null) return (await coverageSummary(context, channelId)).topMessageId;
  return (earlier.input as { readonly to?: number | null }).to ?? null;
}
