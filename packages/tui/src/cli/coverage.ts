import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { join } from "../format/fit.ts";
import { count, percent, plural } from "../format/number.ts";
import { type SafeText, text } from "../format/safe-text.ts";
import type { ApiChannel } from "../operations/channels.ts";
import { type ApiCoverage, type ApiCoverageRange, CoverageQuery } from "../operations/coverage.ts";
import { channelName } from "../view/channel-row.ts";
import { idsOf } from "../view/coverage-view.ts";
import { borrowServer } from "./borrow-server.ts";
import { channelArgument } from "./channel-argument.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";

/** The server's largest page. */
const PAGE_SIZE = 200;

export function addCoverage(program: Command, run: Runner): void {
  program
    .command("coverage")
    .description("show which message ids of a channel were examined, and which are missing")
    .argument("<channel>", "@name, title, c/<id> or number of an archived channel")
    .addHelpText(
      "after",
      `
"covered" ids were examined at Telegram in a committed transaction; "absent" ones of them hold no
message (deleted before, or never there). Imports examine nothing. Examples:
  telekeep coverage @durov
  telekeep coverage @durov --json | jq '.data.coverage.ranges[] | select(.state == "GAP")'`,
    )
    .action(run((context, channel: string) => coverage(context, channel)));
}

async function coverage(context: CommandContext, typed: string): Promise<void> {
  await using client = await borrowServer(context);
  const channel = await channelArgument(client, typed, context.signal);
  const { sums, ranges } = await allRanges(client, channel.id, context.signal);
  const { id, title, username, telegramId } = channel;
  const known = sums.coveredIds + sums.missingIds;
  const fraction = known === 0 ? null : sums.coveredIds / known;
  context.finish(
    { channel: { id, title, username, telegramId }, coverage: { ...sums, fraction, ranges } },
    describe(channel, sums, ranges),
  );
}

type Sums = Pick<
  ApiCoverage,
  "topMessageId" | "coveredIds" | "missingIds" | "absentIds" | "isComplete"
>;

/** All pages of the ranges, with the sums as they were at the first. */
async function allRanges(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<{ sums: Sums; ranges: ApiCoverageRange[] }> {
  const ranges: ApiCoverageRange[] = [];
  let sums: Sums | null = null;
  for (let after: string | null = null; ; ) {
    const page: ApiCoverage = await coveragePage(client, id, after, signal);
    const { topMessageId, coveredIds, missingIds, absentIds, isComplete } = page;
    sums ??= { topMessageId, coveredIds, missingIds, absentIds, isComplete };
    ranges.push(...page.ranges.edges.map(({ node }) => node));
    after = page.ranges.pageInfo.endCursor;
    if (!page.ranges.pageInfo.hasNextPage || after === null) return { sums, ranges };
  }
}

async function coveragePage(
  client: Client,
  id: string,
  after: string | null,
  signal: AbortSignal,
): Promise<ApiCoverage> {
  const variables = { id, buckets: 1, first: PAGE_SIZE, after };
  const { node } = await client.request(CoverageQuery, variables, { signal });
  if (node?.__typename !== "Channel") throw new Error("A channel has gone.");
  return node.coverage;
}

function describe(
  channel: ApiChannel,
  sums: Sums,
  ranges: readonly ApiCoverageRange[],
): readonly string[] {
  const name = channelName(channel);
  if (sums.topMessageId === null) return [text`${name}: no message is known yet`];
  const known = sums.coveredIds + sums.missingIds;
  const gaps = ranges.filter(({ state }) => state === "GAP").length;
  const facts = [
    text`ids 1-${count(sums.topMessageId)}`,
    text`${percent(sums.isComplete ? 1 : sums.coveredIds / Math.max(1, known))} examined`,
    text`${count(sums.missingIds)} missing in ${plural(gaps, "gap")}`,
    text`${count(sums.absentIds)} absent`,
  ];
  const isImported = sums.coveredIds === 0 && channel.stats.messageCount.value > 0;
  return [
    text`${name}: ${join(facts)}`,
    ...(isImported ? [text`It was imported, which proves no completeness.`] : []),
    ...table(["FROM", "TO", "IDS", "FOUND", "ABSENT", "STATE"], ranges.map(rangeRow)),
  ];
}

function rangeRow(range: ApiCoverageRange): readonly SafeText[] {
  const isGap = range.state === "GAP";
  return [
    count(range.fromMessageId),
    count(range.toMessageId),
    count(idsOf(range)),
    isGap ? text`` : count(range.presentCount),
    isGap ? text`` : count(range.absentCount),
    isGap ? text`MISSING` : text`covered`,
  ];
}
