import { toClientFailure } from "../client/failures.ts";
import { safeText, text } from "../format/safe-text.ts";
import { cancelJob } from "../operations/cancel-job.ts";
import { startImport } from "../operations/start-import.ts";
import type { ScreenId } from "../state/app-state.ts";
import { keepConnected } from "./keep-connected.ts";
import { liveSearch } from "./live-search.ts";
import { loadChannels, throttleRefresh } from "./load-channels.ts";
import { messageOpener } from "./open-message.ts";
import { type EffectContext, type Session, toast } from "./session.ts";
import { watchJobs } from "./watch-jobs.ts";

/** What only the terminal can do. */
export interface TerminalEffects {
  redraw(): void;
  suspend(): void;
  quit(): void;
  /** Makes a path that was typed absolute. */
  absolutePath(typed: string): string;
}

/** Tells when a screen comes into sight. */
function onEntering({ store, signal }: EffectContext, id: ScreenId, entered: () => void): void {
  let before = store.get().screen;
  const stop = store.subscribe(() => {
    const { screen, connection } = store.get();
    if (screen === before) return;
    before = screen;
    if (screen === id && connection.state === "live") entered();
  });
  signal.addEventListener("abort", stop, { once: true });
}

/** Starts everything that runs beside the screen; it ends with the context's signal. */
export function createSession(context: EffectContext, terminal: TerminalEffects): Session {
  const { client, store, signal } = context;
  const refreshChannels = throttleRefresh(() => loadChannels(context), signal);
  const jobs = watchJobs(context, refreshChannels);
  const search = liveSearch(context);
  const connection = keepConnected(context, async (why) => {
    if (why === "connected") await Promise.all([loadChannels(context), jobs.load()]);
    else if (store.get().screen === "jobs") await jobs.load();
    await jobs.beat();
  });
  onEntering(context, "jobs", () => void jobs.load().catch(() => {}));

  const importPath = async (typed: string) => {
    setImport({ isSending: true, failure: null });
    try {
      const path = terminal.absolutePath(typed);
      const job = await startImport(client, { paths: [path], timeZone: null, channelId: null });
      jobs.accept(job);
      store.set((state) => ({ ...state, overlay: null }));
      toast(context, "good", text`Import started: ${safeText(job.title)}`);
    } catch (error) {
      setImport({ isSending: false, failure: safeText(toClientFailure(error).message) });
    }
  };
  const setImport = (changes: {
    isSending: boolean;
    failure: ReturnType<typeof safeText> | null;
  }) =>
    store.set((state) =>
      state.overlay?.kind === "import"
        ? { ...state, overlay: { ...state.overlay, ...changes } }
        : state,
    );

  const cancel = async (id: string) => {
    try {
      jobs.accept(await cancelJob(client, id, signal));
      toast(context, "good", text`Asked the job to stop.`);
    } catch (error) {
      toast(context, "bad", text`Cancel failed: ${safeText(toClientFailure(error).message)}`);
    }
  };

  return {
    store,
    queryChanged: search.queryChanged,
    loadMoreHits: search.loadMore,
    openMessage: messageOpener(context),
    startImport: (path) => void importPath(path),
    cancelJob: (id) => void cancel(id),
    reconnect: connection.retryNow,
    refresh() {
      refreshChannels();
      jobs.load().catch(() => {});
    },
    redraw: terminal.redraw,
    suspend: terminal.suspend,
    quit: terminal.quit,
  };
}
