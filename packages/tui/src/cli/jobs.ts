import type { Command } from "commander";
import { NotFound } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { cancelJob } from "../operations/cancel-job.ts";
import { JobQuery, JobsQuery } from "../operations/jobs.ts";
import { type JobRow, toJobRow } from "../view/job-row.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import { reportLines } from "./import.ts";
import { jobId } from "./job-id.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";

const SHOWN = 50;

export function addJobs(program: Command, run: Runner): void {
  const jobs = program
    .command("jobs")
    .description("list the jobs, show one, or cancel one")
    .argument("[id]", "show this job")
    .addHelpText(
      "after",
      `
Examples:
  telekeep jobs
  telekeep jobs cancel SgB…`,
    )
    .action(
      run((context, id: string | undefined) =>
        id === undefined ? list(context) : show(context, id),
      ),
    );
  jobs
    .command("cancel")
    .description("stop a job; what it has archived stays")
    .argument("<id>", "id of the job, as `telekeep jobs` prints it")
    .action(run((context, id: string) => cancel(context, id)));
}

async function list(context: CommandContext): Promise<void> {
  await using client = await borrowServer(context);
  const { jobs } = await client.request(
    JobsQuery,
    { first: SHOWN, after: null, states: null },
    { signal: context.signal },
  );
  const all = jobs.edges.flatMap((edge) => (edge ? [edge.node] : []));
  const rows = all.map(toJobRow);
  context.finish(
    { jobs: all },
    rows.length === 0
      ? ["No jobs yet. Start one with: telekeep import PATH"]
      : table(
          ["JOB", "KIND", "STATE", "PROGRESS", "MESSAGES", "STARTED (UTC)", "TARGET"],
          rows.map((row) => [
            safeText(row.id),
            row.kind,
            row.stateWord,
            row.percent,
            row.messages,
            row.startedAt,
            row.title,
          ]),
        ),
  );
}

async function show(context: CommandContext, id: string): Promise<void> {
  await using client = await borrowServer(context);
  const { job } = await client.request(JobQuery, { id: jobId(id) }, { signal: context.signal });
  if (job === null) throw new NotFound(`There is no job ${id}. See: telekeep jobs`);
  context.finish({ job }, describe(toJobRow(job)));
}

async function cancel(context: CommandContext, id: string): Promise<void> {
  await using client = await borrowServer(context);
  const job = await cancelJob(client, jobId(id), context.signal);
  const row = toJobRow(job);
  context.finish({ job }, [`${row.stateWord}  ${row.title}`]);
}

function describe(row: JobRow): string[] {
  return [
    `${row.kind} ${row.title}`,
    `  id        ${safeText(row.id)}`,
    `  state     ${row.stateWord} (${row.isActive ? `${row.phase}, ` : ""}attempt ${row.attempt})`,
    `  progress  ${row.percent} · ${row.amount} · ${row.messages} messages · ${row.rate}`,
    `  started   ${row.startedAt} by ${row.createdBy}`,
    `  finished  ${row.finishedAt}`,
    ...(row.failure === null ? [] : [`  failure   ${row.failure}`]),
    ...(row.report === null ? [] : reportLines(row, row.report)),
  ];
}
