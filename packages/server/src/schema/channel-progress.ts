import { channelProgress } from "../loading/channel-progress.ts";
import { channelKey, keyOfType } from "../node-id.ts";
import type { ChannelProgressShape } from "../shapes.ts";
import type { Reading } from "../subscriptions/channel-feed.ts";
import { NO_RATE } from "../subscriptions/job-rate.ts";
import type { StateEvent } from "../subscriptions/snapshot-first.ts";
import { builder, rowOf } from "./builder.ts";

const ChannelState = builder.enumType("ChannelState", {
  description: "What the archiving of a channel is doing.",
  values: {
    QUEUED: { description: "Its turn has not come yet." },
    RUNNING: { description: "Its messages are being fetched." },
    WAITING: { description: "For something outside, which `stateReason` names." },
    PAUSED: { description: "Somebody paused it." },
    FAILED: { description: "Its last job failed; `stateReason` says why and what to do." },
    COMPLETE: { description: "Nothing is under way, and every known id was examined." },
    IDLE: { description: "Nothing is under way, and not every known id was examined." },
  } as const,
});

const ChannelProgress = builder.objectRef<ChannelProgressShape>("ChannelProgress").implement({
  description: "How far the archiving of a channel is, from committed facts alone.",
  fields: (t) => ({
    state: t.expose("state", { type: ChannelState }),
    stateReason: t.exposeString("stateReason", {
      nullable: true,
      description: "Why it waits or has failed, in one sentence.",
    }),
    waitingUntil: t.expose("waitingUntil", {
      type: "DateTime",
      nullable: true,
      description: "When a wait ends; null when nobody knows.",
    }),
    coveredFraction: t.float({
      nullable: true,
      description: "Share of the known ids that were examined, 0 to 1; null when none is known.",
      resolve: ({ coveredIds, knownIds }) => (knownIds === 0 ? null : coveredIds / knownIds),
    }),
    coveredIds: t.exposeInt("coveredIds"),
    knownIds: t.exposeInt("knownIds", { description: "From 1 to the greatest known one." }),
    archivedMessages: t.exposeInt("archivedMessages"),
    messagesPerSecond: t.float({
      nullable: true,
      description: "Over the last ten seconds; null when nothing moves.",
      resolve: (progress, _args, { jobs }) => rateOf(progress, jobs).messagesPerSecond,
    }),
    etaSeconds: t.int({
      nullable: true,
      description: "Until what was asked for is examined, with all waits; null while unknown.",
      resolve: (progress, _args, { jobs }) => rateOf(progress, jobs).etaSeconds,
    }),
    job: t.prismaField({
      type: "Job",
      nullable: true,
      description: "The job that fetches it, or that failed; null when there is none.",
      resolve: (query, { jobId }, _args, { db }) =>
        jobId === null ? null : db.job.findUnique({ ...query, where: { id: jobId } }),
    }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
  }),
});

/** A job that rests or has ended goes nowhere. */
function rateOf(
  { state, jobId }: ChannelProgressShape,
  jobs: { rateOf(jobId: string): typeof NO_RATE },
): typeof NO_RATE {
  const isAtWork = state === "RUNNING" || state === "WAITING";
  return isAtWork && jobId !== null ? jobs.rateOf(jobId) : NO_RATE;
}

builder.prismaObjectField("Channel", "progress", (t) =>
  t.field({
    type: ChannelProgress,
    select: { id: true },
    resolve: async ({ id }, _args, context) => (await channelProgress(context, id))!,
  }),
);

const ChannelProgressEvent = builder
  .objectRef<StateEvent<Reading>>("ChannelProgressEvent")
  .implement({
    fields: (t) => ({
      emittedAt: t.field({ type: "DateTime", resolve: () => new Date() }),
      conflatedCount: t.exposeInt("conflatedCount", {
        description: "States that this one replaced before they could be sent.",
      }),
      isSnapshot: t.exposeBoolean("isSnapshot", {
        description: "How things were when the subscription began, not a change.",
      }),
      channel: t.field({
        type: "Channel",
        resolve: ({ state }, _args, context, info) => {
          const id = state.progress.channelId;
          const query = rowOf(context, info);
          // Its id alone, which is all that most ask for, is known.
          if (Object.keys(query.select ?? {}).every((column) => column === "id")) {
            return { id } as never;
          }
          return context.db.channel.findUniqueOrThrow({ ...query, where: { id } });
        },
      }),
      progress: t.field({ type: ChannelProgress, resolve: ({ state }) => state.progress }),
    }),
  });

builder.subscriptionField("channelProgress", (t) =>
  t.field({
    type: ChannelProgressEvent,
    description:
      "State: each of these channels as it is, or all of them, and then conflated changes, four a " +
      "second of a channel at most.",
    args: { ids: t.arg.idList() },
    subscribe: (_root, { ids }, { channels }) =>
      channels.follow(ids ? ids.map((id) => channelKey(keyOfType(String(id), "Channel"))) : null),
    resolve: (event) => event,
  }),
);
