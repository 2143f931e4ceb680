import type { Client } from "../client/client.ts";
import { ClientFailure, ExitCode, Interrupted } from "../client/failures.ts";
import type { SafeText } from "../format/safe-text.ts";
import type { ApiJob } from "../operations/jobs.ts";
import { type JobRow, toJobRow } from "../view/job-row.ts";
import type { CommandContext } from "./command-context.ts";
import { watchJob } from "./watch-job.ts";

/**
 * Shows a job that fetches a channel until it is over.
 * @throws ClientFailure when it did not succeed; Interrupted
 */
export async function followFetch(
  context: CommandContext,
  client: Client,
  begun: ApiJob,
): Promise<ApiJob> {
  let last: ApiJob;
  try {
    last = await watchJob(context, client, begun);
  } catch (error) {
    if (!context.signal.aborted) throw error;
    throw new Interrupted(
      `Interrupted: what was fetched stays. See the job with: telekeep jobs ${begun.id}`,
    );
  }
  if (last.state === "SUCCEEDED") return last;
  throw new ClientFailure(
    last.failure?.code ?? last.state,
    ExitCode.failed,
    last.failure?.message ?? `Fetching was ${last.state.toLowerCase()}.`,
  );
}

/** What came of fetching a channel, for people: what is not as it should be is never left out. */
export function fetchLines(name: SafeText, job: ApiJob): string[] {
  const { messages, report }: JobRow = toJobRow(job);
  const lines: string[] = [`Archived ${name}: ${messages} messages`];
  if (report === null) return lines;
  lines.push(...report.lines.map((each) => `  ${each}`));
  if (report.quarantined > 0) {
    lines.push(`  ${report.quarantined} set aside because they could not be stored`);
    lines.push(...report.quarantineReasons.map((reason) => `    ${reason}`));
  }
  lines.push(...report.warnings.map((warning) => `  note: ${warning}`));
  return lines;
}
