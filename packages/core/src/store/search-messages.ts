import type { Pool } from "pg";
import { highlightRanges } from "../search/highlight-ranges.ts";
import { parseTextQuery } from "../search/text-query.ts";
import { countHits } from "./count-hits.ts";
import { findHits } from "./find-hits.ts";
import { rankHits } from "./rank-hits.ts";
import { searchConditions } from "./search-conditions.ts";
import { formatCursor, parseCursor } from "./search-cursor.ts";
import type { SearchCount, SearchPage, SearchRequest } from "./search-request.ts";
import { checkRequest } from "./search-request.ts";
import { inSearchSession } from "./search-session.ts";

export interface SearchMessagesOptions {
  /** Longest that one statement of a search may take; 5000 unless given. */
  readonly timeoutMilliseconds?: number;
}

/**
 * One page of hits. Throws InvalidInput for a query, filter or cursor that cannot be used and
 * SearchTooSlow when the time is over.
 */
export async function searchMessages(
  pool: Pool,
  request: SearchRequest,
  { timeoutMilliseconds = 5000 }: SearchMessagesOptions = {},
): Promise<SearchPage> {
  checkRequest(request);
  const { filter = {}, first } = request;
  const query = parseTextQuery(request.query);
  const order =
    request.order === "relevance" && query.kind === "words" ? "relevance" : "posted_desc";
  const after = request.after == null ? null : parseCursor(order, request.after);
  const highlight = (text: string) => highlightRanges(text, query);
  if ([filter.channelIds, filter.senderIds, filter.mediaKinds].some((list) => list?.length === 0)) {
    const totalCount = async (): Promise<SearchCount> => ({ value: 0, relation: "EXACT" });
    return { hits: [], hasNextPage: false, totalCount, highlight };
  }
  const find = order === "relevance" ? rankHits : findHits;
  const { conditions, found } = await inSearchSession(pool, timeoutMilliseconds, async (client) => {
    const asked = await searchConditions(client, query, filter);
    return { conditions: asked, found: await find(client, asked, first + 1, after) };
  });
  return {
    hits: found.hits.slice(0, first).map((hit) => ({ ...hit, cursor: formatCursor(order, hit) })),
    hasNextPage: found.hits.length > first,
    totalCount: async () =>
      found.total !== null
        ? { value: found.total, relation: "EXACT" }
        : inSearchSession(pool, timeoutMilliseconds, (client) => countHits(client, conditions)),
    highlight,
  };
}
