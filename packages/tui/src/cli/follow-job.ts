import { setTimeout as wait } from "node:timers/promises";
import { backoff } from "../client/backoff.ts";
import type { Client } from "../client/client.ts";
import { NotFound, ServerUnreachable } from "../client/failures.ts";
import { type ApiJob, JobProgressSubscription, JobQuery } from "../operations/jobs.ts";
import { isActive } from "../view/job-row.ts";

/** Rounds in a row that bring no news before we give up: about half a minute. */
const MOST_SILENT_ROUNDS = 8;

/**
 * The states of a job, from now to its last. A broken connection is made again; the job itself
 * runs on the server and does not notice.
 * @throws ServerUnreachable when the server stays away, or the signal's reason
 */
export async function* followJob(
  client: Client,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ApiJob> {
  for (let silent = 0; ; silent++) {
    try {
      for await (const { jobProgress } of client.subscribe(
        JobProgressSubscription,
        { id },
        signal,
      )) {
        silent = 0;
        yield jobProgress.job;
        if (jobProgress.isFinal || !isActive(jobProgress.job.state)) return;
      }
      signal.throwIfAborted();
      const { job } = await client.request(JobQuery, { id }, { signal });
      if (job === null) throw new NotFound(`There is no job ${id}.`);
      yield job;
      if (!isActive(job.state)) return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServerUnreachable) || silent >= MOST_SILENT_ROUNDS) throw error;
    }
    await wait(backoff(silent, Math.random()), undefined, { signal });
  }
}
