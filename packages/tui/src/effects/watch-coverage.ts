import { toClientFailure } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { CoverageQuery } from "../operations/coverage.ts";
import { coverageLayout } from "../screens/layout.ts";
import type { AppState } from "../state/app-state.ts";
import { AT_TOP } from "../state/list-window.ts";
import { toCoverageView } from "../view/coverage-view.ts";
import { throttleRefresh } from "./load-channels.ts";
import type { EffectContext } from "./session.ts";

/** The server's largest page. */
const RANGES = 200;

/**
 * Keeps the coverage screen up to date while it is seen: it is loaded anew when the channel's
 * progress, the size of the map or the connection changes, once a second at most.
 * @returns shows a channel
 */
export function watchCoverage(context: EffectContext): (channelId: string | null) => void {
  const { store, signal } = context;
  const refresh = throttleRefresh(() => load(context), signal);
  let seen = "";
  const stop = store.subscribe(() => {
    const state = store.get();
    if (state.screen !== "coverage" || state.connection.state !== "live") {
      seen = "";
      return;
    }
    const now = keyOf(state);
    if (now === seen) return;
    seen = now;
    refresh();
  });
  signal.addEventListener("abort", stop, { once: true });
  return (channelId) =>
    store.set((state) => ({
      ...state,
      screen: "coverage",
      lastScreen: state.screen === "coverage" ? state.lastScreen : state.screen,
      message: null,
      coverage:
        state.coverage.channelId === channelId
          ? state.coverage
          : { channelId, view: null, failure: null, list: AT_TOP },
    }));
}

/** What the map depends on. */
function keyOf(state: AppState): string {
  const { channelId } = state.coverage;
  const row = state.channels.rows?.find(({ id }) => id === channelId);
  const { examined, messageCount } = row ?? {};
  return JSON.stringify([channelId, coverageLayout(state).cells, examined, messageCount]);
}

async function load({ client, store, signal }: EffectContext): Promise<void> {
  const { channelId } = store.get().coverage;
  if (channelId === null) return;
  const buckets = coverageLayout(store.get()).cells;
  const change = (changes: Partial<AppState["coverage"]>) =>
    store.post((state) =>
      state.coverage.channelId === channelId
        ? { ...state, coverage: { ...state.coverage, ...changes } }
        : state,
    );
  try {
    const { node } = await client.request(
      CoverageQuery,
      { id: channelId, buckets, first: RANGES, after: null },
      { signal },
    );
    if (node?.__typename === "Channel") {
      change({ view: toCoverageView(node.coverage), failure: null });
    }
  } catch (error) {
    change({ failure: safeText(toClientFailure(error).message) });
  }
}
