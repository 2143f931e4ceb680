import { InvalidState, NotFound } from "@telekeep/core";

import { jobKey, keyOfType } from "../node-id.ts";
import { builder } from "./builder.ts";

const JobActionInput = builder.inputType("JobActionInput", {
  fields: (t) => ({ jobId: t.id({ required: true }) }),
});

const JobActionSuccess = builder.objectRef<{ jobId: string }>("JobActionSuccess").implement({
  fields: (t) => ({
    job: t.prismaField({
      type: "Job",
      resolve: (query, { jobId }, _args, { db }) =>
        db.job.findUniqueOrThrow({ ...query, where: { id: jobId } }),
    }),
  }),
});

builder.mutationField("cancelJob", (t) =>
  t.field({
    type: JobActionSuccess,
    description: "Stops a job after what it has in flight; what it has committed stays.",
    args: { input: t.arg({ type: JobActionInput, required: true }) },
    errors: { types: [NotFound, InvalidState], union: { name: "JobActionResult" } },
    resolve: async (_root, { input }, { archive }) => {
      const jobId = jobKeyOrNotFound(input.jobId);
      await archive.cancelJob(jobId);
      return { jobId };
    },
  }),
);

/** The result has no member for bad input: what cannot be a job's id names no job. */
function jobKeyOrNotFound(nodeId: string): string {
  try {
    return jobKey(keyOfType(nodeId, "Job"));
  } catch {
    throw new NotFound(nodeId, "There is no job with that id.");
  }
}
