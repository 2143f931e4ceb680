import { InvalidInput } from "@telekeep/core";
import type { CoverageRange as CoverageRangeShape } from "../loading/coverage.ts";
import { COVERAGE_LIST, coverageRanges, coverageSummary } from "../loading/coverage.ts";
import type { Examined, IdSpan } from "../loading/examined.ts";
import { divide, examinedWithin } from "../loading/examined.ts";
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
    presentCount: t.int({
      description: "Ids that were examined and that the archive holds something of.",
      resolve: async (range, _args, context) => (await examinedWithin(context, range)).presentIds,
    }),
    absentCount: t.int({
      description: "Ids that were examined and hold nothing: deleted before, or never given out.",
      resolve: async (range, _args, context) => absent(await examinedWithin(context, range)),
    }),
  }),
});

const CoverageBucket = builder.objectRef<IdSpan & Examined>("CoverageBucket").implement({
  description: "A part of the ids, for drawing a map.",
  fields: (t) => ({
    fromMessageId: t.exposeInt("fromMessageId"),
    toMessageId: t.exposeInt("toMessageId"),
    coveredIds: t.exposeInt("coveredIds"),
    absentIds: t.int({ description: "Of the covered ones.", resolve: absent }),
  }),
});

function absent({ coveredIds, presentIds }: Examined): number {
  return coveredIds - presentIds;
}

/** Most parts that a map has. */
const MAX_BUCKETS = 500;

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
    absentIds: t.int({
      description: "Examined ids that hold nothing: deleted before, or never given out.",
      complexity: 10,
      resolve: async ({ channelId }, _args, context) => {
        const { topMessageId } = await coverageSummary(context, channelId);
        const ids = { channelId, fromMessageId: 1, toMessageId: topMessageId ?? 0 };
        return absent(await examinedWithin(context, ids));
      },
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
      args: {
        first: t.arg.int(),
        after: t.arg.string(),
        states: t.arg({ type: [CoverageState], description: "Those of them; all unless given." }),
      },
      complexity: pageCost,
      resolve: async ({ channelId }, args, context) => {
        const page = pageRequest(args);
        const states = args.states ?? ["COVERED", "GAP"];
        const ranges = await coverageRanges(context, channelId, page, states);
        return connectionOf(ranges, page, ({ fromMessageId }) =>
          encodeCursor(COVERAGE_LIST, [fromMessageId]),
        );
      },
    }),
    histogram: t.field({
      type: [CoverageBucket],
      description: "The known ids in up to 500 parts of nearly equal size, ascending.",
      args: { buckets: t.arg.int({ defaultValue: 100 }) },
      complexity: ({ buckets }) => ({ field: 1, multiplier: Math.max(1, buckets ?? 100) }),
      resolve: async ({ channelId }, { buckets }, context) => {
        const parts = buckets ?? 100;
        if (parts < 1 || parts > MAX_BUCKETS) {
          throw new InvalidInput(`Ask for 1 to ${MAX_BUCKETS} buckets.`);
        }
        const { topMessageId } = await coverageSummary(context, channelId);
        const ids = { channelId, fromMessageId: 1, toMessageId: topMessageId ?? 0 };
        return Promise.all(
          divide(ids, parts).map(async (span) => ({
            ...span,
            ...(await examinedWithin(context, span)),
          })),
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
