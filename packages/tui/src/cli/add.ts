import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { ClientFailure, ExitCode, exitCodeOf, Interrupted } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { AddChannelMutation } from "../operations/add-channel.ts";
import type { ApiJob } from "../operations/jobs.ts";
import { toJobRow } from "../view/job-row.ts";
import type { CommandContext } from "./command-context.ts";
import { followJob } from "./follow-job.ts";
import { leaveServer } from "./leave-server.ts";
import { createProgressLine } from "./progress-line.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";

export function addAdd(program: Command, run: Runner): void {
  program
    .command("add")
    .description("archive a channel from Telegram: every message it has")
    .argument("<channel>", "@name, a t.me link, an invite link, or a number like -1001234567890")
    .option("--no-wait", "start and return at once")
    .addHelpText(
      "after",
      `
Goes on where it was when it is run again. Needs an account: telekeep login. Examples:
  telekeep add @durov
  telekeep add https://t.me/durov --json
  telekeep add -1001234567890 --no-wait`,
    )
    .action(
      run((context, channel: string, options: { readonly wait: boolean }) =>
        add(context, channel, options),
      ),
    );
}

async function add(
  context: CommandContext,
  reference: string,
  { wait }: { readonly wait: boolean },
): Promise<void> {
  const { client, started } = await ensureServer(context);
  const isTemporary = started !== null && wait;
  let jobId: string | null = null;
  try {
    const { addChannel: result } = await client.request(AddChannelMutation, {
      input: { reference },
    });
    if (result.__typename !== "AddChannelSuccess" || result.job === null) {
      const { code, message } = result as { code: string; message: string };
      throw new ClientFailure(code, exitCodeOf(code), message);
    }
    jobId = result.job.id;
    const name = safeText(result.channel.username ?? result.channel.title);
    if (!wait) {
      context.finish({ channel: result.channel, job: result.job }, [
        `Fetching ${name}: ${safeText(jobId)}`,
      ]);
      if (started) context.say("The server keeps running. Stop it with: telekeep stop");
      return;
    }
    const job = await follow(context, client, result.job);
    if (job.state !== "SUCCEEDED") {
      throw new ClientFailure(
        job.failure?.code ?? job.state,
        ExitCode.failed,
        job.failure?.message ?? `Fetching was ${job.state.toLowerCase()}.`,
      );
    }
    const messages = String(job.progress?.messages ?? 0);
    context.finish({ channel: result.channel, job }, [`Archived ${name}: ${messages} messages`]);
  } finally {
    await client[Symbol.asyncDispose]();
    if (isTemporary) await leaveServer(context, client, started, jobId);
  }
}

async function follow(context: CommandContext, client: Client, begun: ApiJob): Promise<ApiJob> {
  using line = createProgressLine(context.streams.stderr, {
    isEnabled: Boolean(context.streams.stderr.isTTY) && !context.isQuiet && !context.isJson,
    isAscii: !context.environment.hasUnicode,
  });
  let last = begun;
  try {
    for await (const job of followJob(client, begun.id, context.signal)) {
      last = job;
      line.show(toJobRow(job));
      if (context.isJson) context.printJson({ type: "progress", job });
    }
    return last;
  } catch (error) {
    if (!context.signal.aborted) throw error;
    throw new Interrupted(
      `Interrupted: what was fetched stays. See the job with: telekeep jobs ${begun.id}`,
    );
  }
}
