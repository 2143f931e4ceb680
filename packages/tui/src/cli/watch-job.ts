import type { Client } from "../client/client.ts";
import type { ApiJob } from "../operations/jobs.ts";
import { toJobRow } from "../view/job-row.ts";
import type { CommandContext } from "./command-context.ts";
import { followJob } from "./follow-job.ts";
import { createProgressLine } from "./progress-line.ts";

/**
 * Shows a job until it is over: a live line on a terminal, events with --json. Rejects with the
 * reason of the context's signal when that aborts; the job goes on.
 */
export async function watchJob(
  context: CommandContext,
  client: Client,
  begun: ApiJob,
): Promise<ApiJob> {
  using line = createProgressLine(context.streams.stderr, {
    isEnabled: Boolean(context.streams.stderr.isTTY) && !context.isQuiet && !context.isJson,
    isAscii: !context.environment.hasUnicode,
  });
  let last = begun;
  for await (const job of followJob(client, begun.id, context.signal)) {
    last = job;
    line.show(toJobRow(job));
    if (context.isJson) context.printJson({ type: "progress", job });
  }
  return last;
}
