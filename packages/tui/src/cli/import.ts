import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { ClientFailure, ExitCode, Interrupted, UsageError } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { commandJob } from "../operations/command-job.ts";
import type { ApiJob } from "../operations/jobs.ts";
import { startImport } from "../operations/start-import.ts";
import { type JobRow, type ReportView, toJobRow } from "../view/job-row.ts";
import { absolutePath } from "./absolute-paths.ts";
import type { CommandContext } from "./command-context.ts";
import { followJob } from "./follow-job.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer, type RunningServer } from "./server-process.ts";
import { watchJob } from "./watch-job.ts";

interface ImportOptions {
  readonly timeZone?: string;
  readonly channelId?: string;
  readonly wait: boolean;
}

export function addImport(program: Command, run: Runner): void {
  program
    .command("import")
    .description("add Telegram Desktop exports to the archive")
    .argument("<paths...>", "folders or result.json / messages.html files of an export")
    .option("--time-zone <zone>", "zone of an HTML export's times: Europe/Berlin or +02:00")
    .option("--channel-id <id>", "Telegram's id of the chat, which HTML exports do not name")
    .option("--no-wait", "start the import and return at once")
    .addHelpText(
      "after",
      `
Importing the same export again adds nothing twice. Examples:
  telekeep import ~/Downloads/"Telegram Desktop"/ChatExport_2026-11-01
  telekeep import export/result.json --json
  telekeep import old-html-export --time-zone Europe/Kyiv --channel-id -1001234567890`,
    )
    .action(
      run((context, paths: string[], options: ImportOptions) =>
        importExport(context, paths, options),
      ),
    );
}

async function importExport(
  context: CommandContext,
  paths: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const channelId = options.channelId ?? null;
  if (channelId !== null && !/^-?\d{1,18}$/.test(channelId)) {
    throw new UsageError(
      `${channelId} is not a channel id; write the number Telegram shows, like -1001234567890.`,
    );
  }
  const server = await ensureServer(context);
  await using client = server.client;
  const isTemporary = server.started !== null && options.wait;
  let ownJob: string | null = null;
  try {
    const job = await startImport(client, {
      paths: paths.map((path) => absolutePath(path, context.environment.workingDirectory)),
      timeZone: options.timeZone ?? null,
      channelId,
    });
    ownJob = job.id;
    if (!options.wait) {
      context.finish({ job }, [`Import started: ${safeText(job.id)}`]);
      if (server.started) context.say("The server keeps running. Stop it with: telekeep stop");
      return ExitCode.ok;
    }
    const last = await follow(context, client, job, isTemporary);
    return report(context, last);
  } finally {
    if (isTemporary) await stopTemporary(context, server, ownJob);
  }
}

async function follow(
  context: CommandContext,
  client: Client,
  started: ApiJob,
  isTemporary: boolean,
): Promise<ApiJob> {
  try {
    return await watchJob(context, client, started);
  } catch (error) {
    if (!context.signal.aborted) throw error;
    if (isTemporary) await cancel(client, started.id);
    throw new Interrupted(
      isTemporary
        ? "Interrupted: the import was canceled. What it had added stays; import again to finish it."
        : `Interrupted: the import goes on. See it with: telekeep jobs ${started.id}`,
    );
  }
}

async function cancel(client: Client, jobId: string): Promise<void> {
  await commandJob(client, "cancel", jobId);
  for await (const _ of followJob(client, jobId, AbortSignal.timeout(30_000)));
}

async function stopTemporary(
  context: CommandContext,
  { client, started }: RunningServer,
  ownJob: string | null,
): Promise<void> {
  try {
    if (started) await leaveServer(context, client, started, ownJob);
  } catch (error) {
    if (error instanceof ClientFailure) context.say(error.message);
    else throw error;
  }
}

function report(context: CommandContext, job: ApiJob): ExitCode {
  const row = toJobRow(job);
  if (job.state !== "SUCCEEDED") {
    if (row.report && !context.isJson) context.print(...reportLines(row, row.report));
    throw new ClientFailure(
      job.failure?.code ?? job.state,
      ExitCode.failed,
      withOption(row.failure ?? `The import was ${job.state.toLowerCase()}.`),
    );
  }
  context.finish({ job }, row.report ? reportLines(row, row.report) : [`Done: ${row.title}`]);
  return ExitCode.ok;
}

/** The server asks for a channel id without knowing by which option this command takes it. */
export function withOption(failure: string): string {
  return failure.replace("name its channel id.", "name its channel id with --channel-id.");
}

/** What an import did, for people. */
export function reportLines(row: JobRow, report: ReportView): string[] {
  const lines: string[] = [
    `Imported ${row.title}${row.took === null ? "" : ` in ${row.took}`}`,
    ...report.lines.map((line) => `  ${line}`),
    `  ${report.quarantined} set aside because they could not be read`,
  ];
  for (const reason of report.quarantineReasons) lines.push(`    ${reason}`);
  for (const warning of report.warnings) lines.push(`  warning: ${warning}`);
  return lines;
}
