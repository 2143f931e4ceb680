import { Conflict, InvalidInput, InvalidState, NotFound } from "@telekeep/core";

import type { ArchiveDoor } from "../context.ts";
import { jobKey, keyOfType } from "../node-id.ts";
import { builder } from "./builder.ts";

const JobActionInput = builder.inputType("JobActionInput", {
  fields: (t) => ({ jobId: t.id({ required: true }) }),
});

const SetJobPriorityInput = builder.inputType("SetJobPriorityInput", {
  fields: (t) => ({
    jobId: t.id({ required: true }),
    priority: t.int({
      required: true,
      description: "Of queued jobs, the greatest number starts first; 0 is usual.",
    }),
  }),
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

const JobActionResult = builder.errorUnion("JobActionResult", {
  types: [JobActionSuccess, NotFound, InvalidState, Conflict, InvalidInput],
  resolveType: () => "JobActionSuccess",
});

type Command = "cancelJob" | "pauseJob" | "resumeJob" | "retryJob";

/** What each does, as its description says it. */
const COMMANDS: Readonly<Record<Command, string>> = {
  cancelJob: "Stops a job after what it has in flight; what it has committed stays.",
  pauseJob: "Lets a job rest after what it has in flight, until it is resumed.",
  resumeJob: "Lets a paused job go on where it was.",
  retryJob: "Queues a failed or canceled job again; it goes on where it was.",
};

builder.mutationFields((t) =>
  Object.fromEntries(
    (Object.keys(COMMANDS) as Command[]).map((command) => [
      command,
      t.field({
        type: JobActionResult,
        description: COMMANDS[command],
        args: { input: t.arg({ type: JobActionInput, required: true }) },
        resolve: (_root, { input }, { archive }) =>
          acted(input.jobId, (jobId) => archive[command](jobId)),
      }),
    ]),
  ),
);

builder.mutationField("setJobPriority", (t) =>
  t.field({
    type: JobActionResult,
    description: "Says how urgent a job is among those that are queued.",
    args: { input: t.arg({ type: SetJobPriorityInput, required: true }) },
    resolve: (_root, { input }, { archive }) =>
      acted(input.jobId, (jobId) => archive.setJobPriority(jobId, input.priority)),
  }),
);

async function acted(
  nodeId: string,
  act: (jobId: string) => ReturnType<ArchiveDoor[Command]>,
): Promise<{ jobId: string }> {
  const jobId = jobKeyOrNotFound(nodeId);
  await act(jobId);
  return { jobId };
}

/** What cannot be a job's id names no job: to a caller both are the same. */
function jobKeyOrNotFound(nodeId: string): string {
  try {
    return jobKey(keyOfType(nodeId, "Job"));
  } catch {
    throw new NotFound(nodeId, "There is no job with that id.");
  }
}
