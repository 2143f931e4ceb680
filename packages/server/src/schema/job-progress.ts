import { jobKey, keyOfType } from "../node-id.ts";
import type { JobUpdate } from "../subscriptions/job-feed.ts";
import { builder, rowOf } from "./builder.ts";

const JobProgressEvent = builder.objectRef<JobUpdate>("JobProgressEvent").implement({
  fields: (t) => ({
    emittedAt: t.field({ type: "DateTime", resolve: () => new Date() }),
    conflatedCount: t.exposeInt("conflatedCount", {
      description: "States that this one replaced before they could be sent.",
    }),
    job: t.field({
      type: "Job",
      resolve: ({ job }, _args, context, info) => {
        // Planning what to read, without reading it, tells the fields below that they have it all:
        // an event costs no statement.
        rowOf(context, info);
        return job;
      },
    }),
    isFinal: t.exposeBoolean("isFinal", { description: "No other event follows." }),
  }),
});

builder.subscriptionField("jobProgress", (t) =>
  t.field({
    type: JobProgressEvent,
    description: "State: the current one first, then conflated; ends after a final state.",
    args: { id: t.arg.id({ required: true }) },
    subscribe: (_root, { id }, { jobs }) => jobs.follow(jobKey(keyOfType(id, "Job"))),
    resolve: (update) => update,
  }),
);
