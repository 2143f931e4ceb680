import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { type SafeText, text } from "../format/safe-text.ts";
import { clockTime } from "../format/time.ts";
import { type ApiChannel, ChannelsQuery } from "../operations/channels.ts";
import type { ProgressView } from "../view/channel-progress.ts";
import { toChannelRow } from "../view/channel-row.ts";
import { examinedText } from "../view/examined.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";

const PAGE_SIZE = 100;

export function addChannels(program: Command, run: Runner): void {
  program
    .command("channels")
    .description("list the archived channels")
    .addHelpText(
      "after",
      `
Examples:
  telekeep channels
  telekeep channels --json | jq '.data.channels[].title'`,
    )
    .action(run((context) => channels(context)));
}

async function channels(context: CommandContext): Promise<void> {
  await using client = await borrowServer(context);
  const all = await allChannels(client, context.signal);
  const rows = all.map(toChannelRow);
  context.finish(
    { channels: all },
    rows.length === 0
      ? ["The archive is empty. Add an export with: telekeep import PATH"]
      : table(
          ["CHANNEL", "MESSAGES", "EXAMINED", "STATE", "NEWEST (UTC)", "TITLE"],
          rows.map((row) => [
            row.name,
            row.messages,
            examinedText(row.examined),
            stateText(row.progress),
            row.newest,
            row.title,
          ]),
        ),
  );
}

/** The state in a word, and of a wait when it ends; the reasons are in --json. */
function stateText({ word, state, until }: ProgressView): SafeText {
  return state === "WAITING" && until !== null ? text`${word} until ${clockTime(until)}` : word;
}

/** Every channel, by title. @throws ClientFailure */
export async function allChannels(client: Client, signal: AbortSignal): Promise<ApiChannel[]> {
  const all: ApiChannel[] = [];
  for (let after: string | null = null; ; ) {
    const page: { edges: readonly ({ node: ApiChannel } | null)[]; pageInfo: PageEnd } = (
      await client.request(ChannelsQuery, { first: PAGE_SIZE, after }, { signal })
    ).channels;
    for (const edge of page.edges) if (edge) all.push(edge.node);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || after === null) return all;
  }
}

interface PageEnd {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}
