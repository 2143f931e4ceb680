import { highlighter } from "../search/highlighter.ts";
import { parseTextQuery } from "../search/text-query.ts";
import { countHits } from "./count-hits.ts";
import { findHits } from "./find-hits.ts";
import { rankHits } from "./rank-hits.ts";
import { readMessages } from "./read-messages.ts";
import { searchConditions } from "./search-conditions.ts";
import { formatCursor, parseCursor } from "./search-cursor.ts";
import type { SearchDatabase } from "./search-database.ts";
import type { SearchCount, SearchPage, SearchRequest } from "./search-request.ts";
import { checkRequest } from "./search-request.ts";

/**
 * One page of hits. Throws InvalidInput for a query, filter or cursor that cannot be used and
 * SearchTooSlow when the time is over.
 */
export async function searchMessages(
  database: SearchDatabase,
  request: SearchRequest,
): Promise<SearchPage> {
  checkRequest(request);
  const { filter = {}, first } = request;
  const query = parseTextQuery(request.query);
  const order =
    request.order === "relevance" && query.kind === "words" ? "relevance" : "posted_desc";
  const after = request.after == null ? null : parseCursor(order, request.after);
  const highlight = highlighter(query);
  if ([filter.channelIds, filter.senderIds, filter.mediaKinds].some((list) => list?.length === 0)) {
    const totalCount = async (): Promise<SearchCount> => ({ value: 0, relation: "EXACT" });
    return { hits: [], hasNextPage: false, totalCount, highlight };
  }
  const find = order === "relevance" ? rankHits : findHits;
  const { conditions, found, shown, messages } = await database.run(async (session) => {
    const asked = await searchConditions(session.client, query, filter);
    const all = await find(session, asked, first + 1, after);
    const page = all.hits.slice(0, first);
    const read = request.reading ? await readMessages(session.client, page, request.reading) : [];
    return { conditions: asked, found: all, shown: page, messages: read };
  });
  return {
    hits: shown.map((hit, index) => ({
      ...hit,
      cursor: formatCursor(order, hit),
      message: messages[index] ?? null,
    })),
    hasNextPage: found.hits.length > first,
    totalCount: async () =>
      found.total !== null
        ? { value: found.total, relation: "EXACT" }
        : database.run(({ client }) => countHits(client, conditions)),
    highlight,
  };
}
