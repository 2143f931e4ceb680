import type { Client } from "../client/client.ts";
import { ClientFailure, exitCodeOf } from "../client/failures.ts";
import { type ApiJob, CancelJobMutation } from "./jobs.ts";

/** Asks a job to stop. @throws ClientFailure when there is no such job, or it is over */
export async function cancelJob(
  client: Client,
  jobId: string,
  signal?: AbortSignal,
): Promise<ApiJob> {
  const { cancelJob: result } = await client.request(
    CancelJobMutation,
    { input: { jobId } },
    { signal },
  );
  if (result.__typename === "JobActionSuccess") return result.job;
  throw new ClientFailure(result.code, exitCodeOf(result.code), result.message);
}
