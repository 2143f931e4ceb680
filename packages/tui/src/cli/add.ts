import type { Command } from "commander";
import { RequestFailed } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { AddChannelMutation } from "../operations/add-channel.ts";
import type { ApiJob } from "../operations/jobs.ts";
import type { CommandContext } from "./command-context.ts";
import { accountId } from "./dialogs.ts";
import { fetchLines, followFetch } from "./follow-fetch.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";

export function addAdd(program: Command, run: Runner): void {
  program
    .command("add")
    .description("archive a channel from Telegram: every message it has")
    .argument("<channel>", "@name, a t.me link, an invite link, or a number like -1001234567890")
    .option("--account <label>", "the account to look with; the first one unless given")
    .option("--with-discussion", "also the channel's discussion group: its comments")
    .option("--no-wait", "start and return at once")
    .addHelpText(
      "after",
      `
Goes on where it was when it is run again. Of a group that became a supergroup both parts are
archived. Needs an account: telekeep login. What it can see: telekeep dialogs. Examples:
  telekeep add @durov
  telekeep add https://t.me/durov --json
  telekeep add -1001234567890 --no-wait`,
    )
    .action(run((context, channel: string, options: AddOptions) => add(context, channel, options)));
}

interface AddOptions {
  readonly account?: string;
  readonly withDiscussion?: boolean;
  readonly wait: boolean;
}

async function add(
  context: CommandContext,
  reference: string,
  { account, withDiscussion = false, wait }: AddOptions,
): Promise<void> {
  const { client, started } = await ensureServer(context);
  const isTemporary = started !== null && wait;
  let jobId: string | null = null;
  try {
    const telegramUserId =
      account === undefined ? null : await accountId(client, account, context.signal);
    const { addChannel: result } = await client.request(AddChannelMutation, {
      input: { reference, telegramUserId, withDiscussion },
    });
    if (result.__typename !== "AddChannelSuccess" || result.job === null) {
      const { code, message } = result as { code: string; message: string };
      throw new RequestFailed(code, message);
    }
    jobId = result.job.id;
    const { channel, channels, jobs } = result;
    const nameOf = ({ username, title }: typeof channel) => safeText(username ?? title);
    if (!wait) {
      context.finish(
        { channel, job: result.job, channels, jobs },
        channels.map((one, index) => `Fetching ${nameOf(one)}: ${safeText(jobs[index]?.id ?? "")}`),
      );
      if (started) context.say("The server keeps running. Stop it with: telekeep stop");
      return;
    }
    const ended: ApiJob[] = [];
    for (const job of jobs) ended.push(await followFetch(context, client, job));
    context.finish(
      { channel, job: ended[0], channels, jobs: ended },
      channels.flatMap((one, index) => {
        const job = ended[index];
        return job === undefined ? [] : fetchLines(nameOf(one), job);
      }),
    );
  } finally {
    await client[Symbol.asyncDispose]();
    if (isTemporary) await leaveServer(context, client, started, jobId);
  }
}
