import type { Client } from "../client/client.ts";
import { RequestFailed } from "../client/failures.ts";
import {
  CancelJobMutation,
  PauseJobMutation,
  ResumeJobMutation,
  RetryJobMutation,
  SetJobPriorityMutation,
} from "./job-actions.ts";
import type { ApiJob } from "./jobs.ts";

/** What can be asked of a job. */
export type JobCommand = "cancel" | "pause" | "resume" | "retry";

type Result =
  | { readonly __typename: "JobActionSuccess"; readonly job: ApiJob }
  | { readonly __typename: string; readonly code: string; readonly message: string };

/** Asks something of a job. @throws RequestFailed when there is no such job, or its state forbids it */
export async function commandJob(
  client: Client,
  command: JobCommand,
  jobId: string,
  signal?: AbortSignal,
): Promise<ApiJob> {
  const [variables, options] = [{ input: { jobId } }, { signal }];
  switch (command) {
    case "cancel":
      return jobOf((await client.request(CancelJobMutation, variables, options)).cancelJob);
    case "pause":
      return jobOf((await client.request(PauseJobMutation, variables, options)).pauseJob);
    case "resume":
      return jobOf((await client.request(ResumeJobMutation, variables, options)).resumeJob);
    case "retry":
      return jobOf((await client.request(RetryJobMutation, variables, options)).retryJob);
  }
}

/** Sets a job's priority. @throws RequestFailed when there is no such job, or it is over */
export async function setJobPriority(
  client: Client,
  jobId: string,
  priority: number,
  signal?: AbortSignal,
): Promise<ApiJob> {
  const input = { jobId, priority };
  const { setJobPriority: result } = await client.request(
    SetJobPriorityMutation,
    { input },
    { signal },
  );
  return jobOf(result);
}

function jobOf(result: Result): ApiJob {
  if ("job" in result) return result.job;
  throw new RequestFailed(result.code, result.message);
}
