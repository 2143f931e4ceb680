import { type Command, InvalidArgumentError, Option } from "commander";
import { UsageError } from "../client/failures.ts";
import { count, relatedCount } from "../format/number.ts";
import { safeText } from "../format/safe-text.ts";
import { type ApiSearch, SearchQuery } from "../operations/search.ts";
import { findChannels, type KnownChannel } from "../query/find-channels.ts";
import { type MessageFilter, parseQuery, type TextQuery } from "../query/parse-query.ts";
import { readDate } from "../query/read-date.ts";
import { FLAG_LEGEND } from "../view/flag-legend.ts";
import { toHit } from "../view/hit.ts";
import { noProof } from "../view/no-proof.ts";
import { borrowServer } from "./borrow-server.ts";
import { allChannels } from "./channels.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { table } from "./table.ts";

interface SearchOptions {
  readonly channel: string[];
  readonly after?: string;
  readonly before?: string;
  readonly has: string[];
  readonly edited?: true;
  readonly deleted?: true;
  readonly literal?: true;
  readonly order?: string;
  readonly limit: number;
  readonly afterCursor?: string;
}

/** Most characters of a message's text in a line of plain output; --json has all of it. */
const SHOWN_TEXT = 200;
const AUTHOR_CELLS = 20;
/** The server's largest page. */
const LARGEST_PAGE = 200;

export function addSearch(program: Command, run: Runner): void {
  const collect = (value: string, all: string[]) => [...all, value];
  program
    .command("search")
    .description("search the archived messages")
    .argument(
      "[query...]",
      'words, "phrases", -not, /literal/, from:@name, after:2024-02, has:photo',
    )
    .option(
      "--channel <name>",
      "@username, title, c/id or marked id (repeat for more)",
      collect,
      [],
    )
    .option("--after <date>", "posted on or after: 2024, 2024-02, 2024-02-01 or RFC 3339")
    .option("--before <date>", "posted before")
    .option(
      "--has <media>",
      "with media: media, photo, video, file, … (repeat for more)",
      collect,
      [],
    )
    .option("--edited", "only messages that were edited")
    .option("--deleted", "only messages deleted at their source")
    .option("--literal", "take the query as it stands, every character of it")
    .addOption(new Option("--order <order>", "order of the hits").choices(["newest", "relevance"]))
    .option("--limit <count>", "hits to print", readLimit, 20)
    .option("--after-cursor <cursor>", "go on after this hit")
    .addHelpText(
      "after",
      `
Flags: ${FLAG_LEGEND}

Examples:
  telekeep search '"grad strike" kharkiv -repost' --channel @rybar --after 2024-02-01
  telekeep search --deleted --json --limit 200
  telekeep search 'is:edited has:photo'`,
    )
    .action(
      run((context, words: string[], options: SearchOptions) => search(context, words, options)),
    );
}

async function search(
  context: CommandContext,
  words: readonly string[],
  options: SearchOptions,
): Promise<void> {
  await using client = await borrowServer(context);
  const input = words.join(" ");
  const needsChannels = options.channel.length > 0 || /\bfrom:/.test(input);
  const channels = needsChannels ? await allChannels(client, context.signal) : [];
  const { query, filter, orderBy } = readRequest(input, options, channels);
  const { searchMessages: page } = await client.request(
    SearchQuery,
    {
      query,
      filter,
      orderBy,
      first: Math.min(options.limit, LARGEST_PAGE),
      after: options.afterCursor ?? null,
    },
    { signal: context.signal },
  );
  const edges = page.edges.flatMap((edge) => (edge ? [edge] : []));
  context.finish({ search: page }, plainHits(edges));
  if (!context.isJson) summarise(context, page, edges.length);
}

function plainHits(edges: readonly NonNullable<ApiSearch["edges"][number]>[]): string[] {
  if (edges.length === 0) return [];
  return table(
    ["DATE (UTC)", "CHANNEL", "AUTHOR", "ID", "FLAGS", "TEXT"],
    edges.map((edge) => {
      const hit = toHit(edge);
      return [
        hit.postedAt,
        hit.channelName,
        safeText(hit.author ?? "", { width: AUTHOR_CELLS }),
        hit.messageId,
        hit.flags,
        hit.line(SHOWN_TEXT),
      ];
    }),
  );
}

function summarise(context: CommandContext, page: ApiSearch, shown: number): void {
  const total = relatedCount(page.totalCount);
  context.say(`${total} found, ${shown} shown, ${page.tookMilliseconds} ms`);
  if (page.pageInfo.hasNextPage && page.pageInfo.endCursor !== null) {
    context.say(`More: add --after-cursor ${safeText(page.pageInfo.endCursor)}`);
  }
  if (page.pendingMessages > 0) {
    context.say(`${count(page.pendingMessages)} archived messages are not searchable yet.`);
  }
  const gaps = page.coverageWarnings.length;
  if (shown === 0 && gaps > 0) context.say(noProof(gaps));
}

/** Query language and flags together. @throws UsageError */
function readRequest(
  input: string,
  options: SearchOptions,
  channels: readonly KnownChannel[],
): { query: TextQuery | null; filter: MessageFilter; orderBy: "POSTED_DESC" | "RELEVANCE" } {
  const flags = [
    ...options.has.map((kind) => `has:${kind}`),
    ...(options.edited ? ["is:edited"] : []),
    ...(options.deleted ? ["is:deleted"] : []),
    ...(options.order ? [`order:${options.order}`] : []),
    ...(options.after ? [`after:${options.after}`] : []),
    ...(options.before ? [`before:${options.before}`] : []),
  ];
  for (const date of [options.after, options.before]) {
    if (date !== undefined && readDate(date) === null) {
      throw new UsageError(`${date} is not a date; write it like 2024-02-01.`);
    }
  }
  const parsed = parseQuery([...(options.literal ? [] : [input]), ...flags].join(" "), channels);
  if (!parsed.ok) throw new UsageError(`${parsed.message}.`);
  const query = options.literal && input !== "" ? { literal: input } : parsed.query;
  return { query, filter: withChannels(parsed.filter, options, channels), orderBy: parsed.orderBy };
}

function withChannels(
  filter: MessageFilter,
  { channel: names }: SearchOptions,
  known: readonly KnownChannel[],
): MessageFilter {
  if (names.length === 0) return filter;
  const ids = names.flatMap((name) => {
    const found = findChannels(name, known);
    if (!found.ok) throw new UsageError(`${found.message}.`);
    return found.ids;
  });
  return { ...filter, channels: [...(filter.channels ?? []), ...ids] };
}

function readLimit(value: string): number {
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_PAGE) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${LARGEST_PAGE}.`);
  }
  return limit;
}
