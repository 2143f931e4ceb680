import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { commandJob, type JobCommand } from "../operations/command-job.ts";
import type { ApiJob } from "../operations/jobs.ts";
import { toJobRow } from "../view/job-row.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import { followJob } from "./follow-job.ts";
import { jobId } from "./job-id.ts";
import type { Runner } from "./runner.ts";

const WORDS: Readonly<Record<JobCommand, string>> = {
  pause: "let a job rest; it keeps what it has",
  resume: "let a paused job go on",
  cancel: "stop a job; what it has archived stays",
  retry: "start a failed or canceled job again, where it was",
};

/** States in which a worker still has something in flight, after which it becomes what was asked. */
const UNDER_WAY: ReadonlySet<ApiJob["state"]> = new Set(["PAUSING", "CANCELING"]);

/** `telekeep pause|resume|cancel|retry <job>` */
export function addJobCommands(program: Command, run: Runner): void {
  for (const command of Object.keys(WORDS) as JobCommand[]) addJobCommand(program, run, command);
}

/** One of them, under a program or another command. */
export function addJobCommand(parent: Command, run: Runner, command: JobCommand): void {
  parent
    .command(command)
    .description(WORDS[command])
    .argument("<job>", "id of the job, as `telekeep jobs` prints it")
    .action(run((context, id: string) => act(context, command, id)));
}

async function act(context: CommandContext, command: JobCommand, id: string): Promise<void> {
  await using client = await borrowServer(context);
  const asked = await commandJob(client, command, jobId(id), context.signal);
  const job = await settled(context, client, asked);
  const row = toJobRow(job);
  context.finish({ job }, [`${row.stateWord}  ${row.title}`]);
}

/** The job once nothing of it is in flight any more. */
async function settled(context: CommandContext, client: Client, asked: ApiJob): Promise<ApiJob> {
  if (!UNDER_WAY.has(asked.state)) return asked;
  let last = asked;
  for await (const job of followJob(client, asked.id, context.signal)) {
    last = job;
    if (!UNDER_WAY.has(job.state)) break;
  }
  return last;
}
