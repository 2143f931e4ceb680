import type { CoverageRange as CoverageRangeShape } from "../loading/coverage.ts";
import { COVERAGE_LIST, coverageRanges, coverageSummary } from "../loading/coverage.ts";
import { connectionOf } from "../paging/connection.ts";
import { encodeCursor } from "../paging/cursor.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import { builder } from "./builder.ts";

const CoverageState = builder.enumType("CoverageState", {
  values: {
    COVERED: { description: "Every id was examined." },
    GAP: { description: "No id was examined." },
  } as const,
});

const CoverageRange = builder.objectRef<CoverageRangeShape>("CoverageRange").implement({
  fields: (t) => ({
    fromMessageId: t.exposeInt("fromMessageId"),
    toMessageId: t.exposeInt("toMessageId"),
    state: t.expose("state", { type: CoverageState }),
  }),
});

const CoverageRangeConnection = builder.connectionObject(
  { type: CoverageRange, name: "CoverageRangeConnection" },
  { name: "CoverageRangeEdge" },
);

builder.objectType("Coverage", {
  description:
    "Which message ids were examined at their source: the proof of what was and was not seen. " +
    "An imported export proves nothing, as it may have been limited.",
  fields: (t) => ({
    topMessageId: t.int({
      nullable: true,
      description: "Greatest message id known to exist.",
      resolve: async ({ channelId }, _args, context) =>
        (await coverageSummary(context, channelId)).topMessageId,
    }),
    coveredIds: t.int({
      resolve: async ({ channelId }, _args, context) =>
        (await coverageSummary(context, channelId)).coveredIds,
    }),
    missingIds: t.int({
      description: "Ids from 1 to the greatest known that were not examined.",
      resolve: async ({ channelId }, _args, context) =>
        (await coverageSummary(context, channelId)).missingIds,
    }),
    isComplete: t.boolean({
      resolve: async ({ channelId }, _args, context) => {
        const { topMessageId, missingIds } = await coverageSummary(context, channelId);
        return topMessageId !== null && missingIds === 0;
      },
    }),
    ranges: t.field({
      type: CoverageRangeConnection,
      description: "Covered ranges and the gaps between them, ascending.",
      args: { first: t.arg.int(), after: t.arg.string() },
      complexity: pageCost,
      resolve: async ({ channelId }, args, context) => {
        const page = pageRequest(args);
        const ranges = await coverageRanges(context, channelId, page);
        return connectionOf(ranges, page, ({ fromMessageId }) =>
          encodeCursor(COVERAGE_LIST, [fromMessageId]),
        );
      },
    }),
  }),
});

builder.objectType("CoverageWarning", {
  description: "A channel of the search whose history was not wholly examined.",
  fields: (t) => ({
    channel: t.prismaField({
      type: "Channel",
      resolve: (query, { channelId }, _args, { db }) =>
        db.channel.findUniqueOrThrow({ ...query, where: { id: channelId } }),
    }),
    missingIds: t.exposeInt("missingIds"),
  }),
});
