import { type Command, InvalidArgumentError } from "commander";
import { safeText } from "../format/safe-text.ts";
import { startIngestion } from "../operations/start-ingestion.ts";
import { readDate } from "../query/read-date.ts";
import { channelArgument } from "./channel-argument.ts";
import type { CommandContext } from "./command-context.ts";
import { fetchLines, followFetch } from "./follow-fetch.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";

interface FetchOptions {
  readonly from?: number;
  readonly to?: number;
  readonly since?: string;
  readonly until?: string;
  readonly oldestFirst?: true;
  readonly wait: boolean;
}

export function addFetch(program: Command, run: Runner): void {
  program
    .command("fetch")
    .description("fetch what is missing of a channel that was added")
    .argument("<channel>", "@name, link, number or title of an archived channel")
    .option("--from <id>", "the first message id to fetch", readId)
    .option("--to <id>", "the last message id to fetch", readId)
    .option(
      "--since <date>",
      "posted on or after: 2024, 2024-02, 2024-02-24, or a time",
      readMoment,
    )
    .option("--until <date>", "posted before that date or time", readMoment)
    .option("--oldest-first", "begin with the oldest messages")
    .option("--no-wait", "start and return at once")
    .addHelpText(
      "after",
      `
Asks Telegram only about what the archive has no proof of. Times are UTC. Examples:
  telekeep fetch @durov
  telekeep fetch @durov --since 2024-02 --until 2024-03
  telekeep fetch @durov --from 1 --to 500 --oldest-first --json`,
    )
    .action(
      run((context, channel: string, options: FetchOptions) =>
        fetchChannel(context, channel, options),
      ),
    );
}

async function fetchChannel(
  context: CommandContext,
  typed: string,
  { from, to, since, until, oldestFirst, wait }: FetchOptions,
): Promise<void> {
  const { client, started } = await ensureServer(context);
  let jobId: string | null = null;
  try {
    const channel = await channelArgument(client, typed, context.signal);
    const { job, alreadyRunning } = await startIngestion(client, {
      channelId: channel.id,
      ...{ fromMessageId: from ?? null, toMessageId: to ?? null },
      ...{ since: since ?? null, until: until ?? null },
      order: oldestFirst ? "OLDEST_FIRST" : "NEWEST_FIRST",
    });
    jobId = job.id;
    const name = safeText(channel.username ?? channel.title);
    if (!wait) {
      const verb = alreadyRunning ? "Fetching already" : "Fetching";
      context.finish({ job, alreadyRunning }, [`${verb} ${name}: ${safeText(jobId)}`]);
      if (started) context.say("The server keeps running. Stop it with: telekeep stop");
      return;
    }
    const done = await followFetch(context, client, job);
    context.finish({ job: done }, fetchLines(name, done));
  } finally {
    if (started !== null && wait) await leaveServer(context, client, started, jobId);
    await client[Symbol.asyncDispose]();
  }
}

function readId(value: string): number {
  const id = Number(value);
  if (!/^\d{1,10}$/.test(value) || id < 1 || id >= 2 ** 31) {
    throw new InvalidArgumentError("A message id is a whole number from 1 to 2147483647.");
  }
  return id;
}

function readMoment(value: string): string {
  const moment = readDate(value);
  if (moment !== null) return moment;
  throw new InvalidArgumentError("A date is 2024, 2024-02, 2024-02-24 or 2024-02-24T12:00:00Z.");
}
