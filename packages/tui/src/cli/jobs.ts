import type { Command } from "commander";
import { NotFound } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { type ApiJob, JobQuery, JobsQuery } from "../operations/jobs.ts";
import { type JobRow, toJobRow } from "../view/job-row.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import { fetchLines } from "./follow-fetch.ts";
import { reportLines } from "./import.ts";
import { addJobCommand } from "./job-commands.ts";
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
  telekeep jobs SgB…`,
    )
    .action(
      run((context, id: string | undefined) =>
        id === undefined ? list(context) : show(context, id),
      ),
    );
  addJobCommand(jobs, run, "cancel");
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
      ? ["No jobs yet. Start one with: telekeep import PATH, or telekeep add CHANNEL"]
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
  const row = toJobRow(job);
  context.finish({ job }, [...describe(row), ...outcome(job, row)]);
}

function describe(row: JobRow): string[] {
  return [
    `${row.kind} ${row.title}`,
    `  id        ${safeText(row.id)}`,
    `  state     ${row.stateWord} (${row.isActive ? `${row.phase}, ` : ""}attempt ${row.attempt})`,
    `  progress  ${row.percent} · ${row.amount} · ${row.messages} messages · ${row.rate}`,
    ...(row.waiting === null ? [] : [`  now       ${row.waiting}`]),
    ...(row.priority === 0 ? [] : [`  priority  ${row.priority}`]),
    `  started   ${row.startedAt} by ${row.createdBy}`,
    `  finished  ${row.finishedAt}`,
    ...(row.failure === null ? [] : [`  failure   ${row.failure}`]),
  ];
}

function outcome(job: ApiJob, row: JobRow): string[] {
  if (row.report === null) return [];
  return job.kind === "IMPORT" ? reportLines(row, row.report) : fetchLines(row.title, job);
}
