import { connectionOf } from "../paging/connection.ts";
import { decodeCursor, encodeCursor } from "../paging/cursor.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import { isStorableTime } from "../storable-time.ts";
import { builder } from "./builder.ts";

/** Name of the list in its cursors. */
const METRIC_LIST = "metrics";

interface Sample {
  readonly sampledAt: Date;
  readonly views: number | null;
  readonly forwards: number | null;
  readonly reactions: unknown;
}

const MessageMetric = builder.objectRef<Sample>("MessageMetric").implement({
  description: "What was counted at a message at one moment.",
  fields: (t) => ({
    sampledAt: t.expose("sampledAt", { type: "DateTime" }),
    viewCount: t.exposeInt("views", { nullable: true }),
    forwardCount: t.exposeInt("forwards", { nullable: true }),
    reactions: t.field({
      type: ["ReactionCount"],
      resolve: ({ reactions }) => (reactions ?? []) as { reaction: string; count: number }[],
    }),
  }),
});

const MessageMetricConnection = builder.connectionObject(
  { type: MessageMetric, name: "MessageMetricConnection" },
  { name: "MessageMetricEdge" },
);

builder.prismaObjectField("Message", "metrics", (t) =>
  t.field({
    type: MessageMetricConnection,
    description:
      "Views, forwards and reactions over time, the oldest first: sampled when a message of a " +
      "followed channel is told, and each time it is looked at again.",
    args: { first: t.arg.int(), after: t.arg.string() },
    complexity: pageCost,
    select: { channelId: true, id: true },
    resolve: async ({ channelId, id }, args, { db }) => {
      const page = pageRequest(args);
      const [after] =
        page.after === null
          ? [null]
          : decodeCursor(METRIC_LIST, page.after, ["number"], isStorableTime);
      const samples = await db.messageMetric.findMany({
        where: { channelId, id, ...(after !== null && { sampledAt: { gt: new Date(after) } }) },
        orderBy: { sampledAt: "asc" },
        take: page.size + 1,
      });
      return connectionOf(samples, page, ({ sampledAt }) =>
        encodeCursor(METRIC_LIST, [sampledAt.getTime()]),
      );
    },
  }),
);
