import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "commander";
import { backoff } from "../client/backoff.ts";
import type { Client } from "../client/client.ts";
import { Interrupted, ServerUnreachable } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { MessageArchivedSubscription, setChannelFollowing } from "../operations/following.ts";
import { liveLine } from "../view/live-line.ts";
import { channelArgument } from "./channel-argument.ts";
import type { CommandContext } from "./command-context.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";

/** Rounds in a row that bring no news before we give up: about half a minute. */
const MOST_SILENT_ROUNDS = 8;

interface FollowOptions {
  readonly stop?: boolean;
  readonly wait: boolean;
}

export function addFollow(program: Command, run: Runner): void {
  program
    .command("follow")
    .description("archive what happens in a channel as it happens, and show it")
    .argument("<channel>", "@name, link, number or title of an archived channel")
    .option("--stop", "follow it no more; what is archived stays")
    .option("--no-wait", "follow it, and return at once")
    .addHelpText(
      "after",
      `
A channel is followed by every server that runs, until --stop: new messages, edits and deletions.
What came while no server ran is fetched first. Ctrl+C ends what is shown, not the following.
Examples:
  telekeep follow @durov
  telekeep follow @durov --no-wait
  telekeep follow @durov --stop`,
    )
    .action(
      run((context, channel: string, options: FollowOptions) => follow(context, channel, options)),
    );
}

async function follow(
  context: CommandContext,
  typed: string,
  { stop = false, wait: isShown }: FollowOptions,
): Promise<void> {
  const { client, started } = await ensureServer(context);
  const isTemporary = started !== null && (isShown || stop);
  try {
    const { id } = await channelArgument(client, typed, context.signal);
    const input = { channelId: id, isFollowing: !stop };
    const channel = await setChannelFollowing(client, input, context.signal);
    const name = safeText(channel.username ?? channel.title);
    if (stop || !isShown) {
      context.finish({ channel }, [stop ? `Not following ${name} any more` : `Following ${name}`]);
      if (started !== null && !stop) {
        context.say("The server keeps running. Stop it with: telekeep stop");
      }
      return;
    }
    context.say(`Following ${name}; Ctrl+C ends what is shown here.`);
    if (context.isJson) context.printJson({ type: "following", channel });
    await show(context, client, id);
  } finally {
    if (isTemporary) await leaveServer(context, client, started);
    await client[Symbol.asyncDispose]();
  }
}

/** Prints each message once; a lost connection is made again and goes on where it was. */
async function show(context: CommandContext, client: Client, id: string): Promise<never> {
  const { signal } = context;
  let after: string | null = null;
  for (let silent = 0; ; silent++) {
    try {
      const variables: { channelIds: string[]; after: string | null } = { channelIds: [id], after };
      for await (const { messageArchived } of client.subscribe(
        MessageArchivedSubscription,
        variables,
        signal,
      )) {
        silent = 0;
        after = messageArchived.cursor;
        for (const message of messageArchived.messages) {
          if (context.isJson) context.printJson({ type: "message", message });
          else context.print(liveLine(message));
        }
      }
    } catch (error) {
      if (
        !signal.aborted &&
        (!(error instanceof ServerUnreachable) || silent >= MOST_SILENT_ROUNDS)
      )
        throw error;
    }
    if (signal.aborted) {
      throw new Interrupted("Interrupted: the channel is still followed. End that with --stop.");
    }
    await wait(backoff(silent, Math.random()), undefined, { signal }).catch(() => {});
  }
}
