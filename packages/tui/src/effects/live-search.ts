import { toClientFailure } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import type { ResultOf } from "../operations/graphql.ts";
import { SearchQuery } from "../operations/search.ts";
import { type ParsedQuery, parseQuery } from "../query/parse-query.ts";
import type { SearchResults, SearchState } from "../state/app-state.ts";
import { AT_TOP } from "../state/list-window.ts";
import { toHit } from "../view/hit.ts";
import type { EffectContext } from "./session.ts";

const PAUSE_MS = 120;
const PAGE_SIZE = 50;

export interface LiveSearch {
  queryChanged(options?: { isNow: boolean }): void;
  loadMore(): void;
}

/**
 * Searches while someone types: a request 120 ms after the last key, the one before is aborted,
 * and the old hits stay until the new ones are there.
 */
export function liveSearch(context: EffectContext): LiveSearch {
  const { client, store } = context;
  let timer: NodeJS.Timeout | null = null;
  let current: AbortController | null = null;

  const stop = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    current?.abort();
    current = null;
  };
  context.signal.addEventListener("abort", stop, { once: true });

  const run = async (parsed: ParsedQuery, after: string | null) => {
    current?.abort();
    const controller = new AbortController();
    current = controller;
    try {
      const { query, filter, orderBy } = parsed;
      const { searchMessages: page } = await client.request(
        SearchQuery,
        { query, filter, orderBy, first: PAGE_SIZE, after },
        { signal: AbortSignal.any([controller.signal, context.signal]) },
      );
      change(store, (search) => {
        const results = toResults(page, after === null ? null : search.results);
        const list = after === null ? AT_TOP : search.list;
        return { results, list, isSearching: false, failure: null };
      });
    } catch (error) {
      if (controller.signal.aborted || context.signal.aborted) return;
      const failure = safeText(toClientFailure(error).message);
      change(store, () => ({ isSearching: false, failure }));
    } finally {
      if (current === controller) current = null;
    }
  };

  return {
    queryChanged({ isNow } = { isNow: false }) {
      const { search, channels } = store.get();
      const parsed = parseQuery(search.field.value, channels.known);
      stop();
      change(store, () => ({ parsed, isSearching: parsed.ok }));
      if (!parsed.ok) return;
      if (isNow) void run(parsed, null);
      else timer = setTimeout(() => void run(parsed, null), PAUSE_MS);
    },
    loadMore() {
      const { parsed, results, isSearching } = store.get().search;
      if (!parsed.ok || !results?.hasMore || isSearching || timer !== null) return;
      change(store, () => ({ isSearching: true }));
      void run(parsed, results.endCursor);
    },
  };
}

function change(
  store: EffectContext["store"],
  changes: (search: SearchState) => Partial<SearchState>,
): void {
  store.set((state) => ({ ...state, search: { ...state.search, ...changes(state.search) } }));
}

function toResults(
  page: ResultOf<typeof SearchQuery>["searchMessages"],
  before: SearchResults | null,
): SearchResults {
  const hits = page.edges.flatMap((edge) => (edge ? [toHit(edge)] : []));
  return {
    hits: before ? [...before.hits, ...hits] : hits,
    total: page.totalCount,
    tookMs: page.tookMilliseconds,
    endCursor: page.pageInfo.endCursor,
    hasMore: page.pageInfo.hasNextPage,
    pending: page.pendingMessages,
    gaps: page.coverageWarnings.length,
  };
}
