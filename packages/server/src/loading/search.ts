import type { SearchOrder, SearchRequest } from "@telekeep/core";

import type { Context } from "../context.ts";
import { channelKey, keyOfType } from "../node-id.ts";
import type { Connection } from "../paging/connection.ts";
import type { PageRequest } from "../paging/page-request.ts";
import type { CountShape, SearchHitShape } from "../shapes.ts";
import { hitMessages, readingOf } from "./hit-messages.ts";
import type { MessageSelection } from "./messages.ts";
import { wholeTimelines } from "./timeline.ts";

/** A page of search results. */
export interface SearchResultShape {
  readonly edges: readonly SearchHitShape[];
  readonly pageInfo: Connection<never>["pageInfo"];
  readonly totalCount: () => Promise<CountShape>;
  readonly tookMilliseconds: number;
  /** The channels that were searched; null for all. */
  readonly channelIds: readonly bigint[] | null;
}

/** Arguments of a search, as the schema takes them. */
export interface SearchArguments {
  readonly query?: { words?: string | null; literal?: string | null } | null;
  readonly filter?: {
    readonly channels?: readonly string[] | null;
    readonly isWholeTimeline?: boolean | null;
    readonly senderIds?: readonly bigint[] | null;
    readonly postedAfter?: Date | null;
    readonly postedBefore?: Date | null;
    readonly hasMedia?: boolean | null;
    readonly mediaKinds?: readonly string[] | null;
    readonly isEdited?: boolean | null;
    readonly isDeleted?: boolean | null;
    readonly isForwarded?: boolean | null;
    readonly isReply?: boolean | null;
  } | null;
  readonly orderBy?: SearchOrder | null;
}

/** Searches, and loads the messages of the page. */
export async function searchPage(
  context: Context,
  args: SearchArguments,
  page: PageRequest,
  selection: MessageSelection,
): Promise<SearchResultShape> {
  const started = performance.now();
  const named = args.filter?.channels?.map((id) => channelKey(keyOfType(id, "Channel"))) ?? null;
  const isWhole = args.filter?.isWholeTimeline ?? true;
  const channelIds = named === null || !isWhole ? named : await wholeTimelines(context, named);
  const reading = readingOf(selection);
  const request = { ...searchRequest(args, channelIds, page), reading };
  const found = await context.archive.searchMessages(request);
  const messages = await hitMessages(context, found.hits, reading, selection);
  // A hit whose message is gone from the answer of the database would be a lie: it is left out.
  const edges = found.hits.flatMap(({ cursor, score }, index) => {
    const node = messages[index];
    return node ? [{ node, cursor, score, highlight: found.highlight }] : [];
  });
  return {
    edges,
    pageInfo: {
      hasNextPage: found.hasNextPage,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: found.totalCount,
    tookMilliseconds: Math.round(performance.now() - started),
    channelIds,
  };
}

function searchRequest(
  { query, filter, orderBy }: SearchArguments,
  channelIds: readonly bigint[] | null,
  page: PageRequest,
): SearchRequest {
  const { channels: _channels, isWholeTimeline: _isWhole, senderIds, ...rest } = filter ?? {};
  return {
    query:
      query?.words != null
        ? { words: query.words }
        : query?.literal != null
          ? { literal: query.literal }
          : null,
    filter: {
      ...rest,
      channelIds: channelIds?.map(Number) ?? null,
      senderIds: senderIds?.map(Number) ?? null,
    },
    order: orderBy ?? "posted_desc",
    first: page.size,
    after: page.after,
  };
}
