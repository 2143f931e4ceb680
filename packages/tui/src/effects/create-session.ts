import { toClientFailure } from "../client/failures.ts";
import { count } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { commandJob, type JobCommand, setJobPriority } from "../operations/command-job.ts";
import type { ApiJob } from "../operations/jobs.ts";
import { startImport } from "../operations/start-import.ts";
import type { ScreenId } from "../state/app-state.ts";
import { channelAdder } from "./add-channels.ts";
import { followSetter } from "./follow-setter.ts";
import { keepConnected } from "./keep-connected.ts";
import { liveSearch } from "./live-search.ts";
import { loadChannels, throttleRefresh } from "./load-channels.ts";
import { messageOpener } from "./open-message.ts";
import { profileOpener } from "./open-profile.ts";
import { type EffectContext, type Session, toast } from "./session.ts";
import { signIn } from "./sign-in.ts";
import { watchAccounts } from "./watch-accounts.ts";
import { watchChannels } from "./watch-channels.ts";
import { watchCoverage } from "./watch-coverage.ts";
import { watchJobs } from "./watch-jobs.ts";

/** What only the terminal can do. */
export interface TerminalEffects {
  redraw(): void;
  suspend(): void;
  quit(): void;
  /** Makes a path that was typed absolute. */
  absolutePath(typed: string): string;
}

const ASKED: Readonly<Record<JobCommand, SafeText>> = {
  cancel: text`Asked the job to stop.`,
  pause: text`Asked the job to rest.`,
  resume: text`The job goes on.`,
  retry: text`The job starts again.`,
};

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
  const accounts = watchAccounts(context);
  const showAccounts = () => void accounts.load().catch(() => {});
  const channels = watchChannels(context, refreshChannels);
  const search = liveSearch(context);
  const connection = keepConnected(context, async (why) => {
    if (why === "connected") {
      await Promise.all([loadChannels(context), jobs.load()]);
    } else if (store.get().screen === "jobs") await jobs.load();
    if (store.get().screen === "accounts") await accounts.load();
    channels.follow();
    await jobs.beat();
  });
  onEntering(context, "jobs", () => void jobs.load().catch(() => {}));
  onEntering(context, "accounts", showAccounts);

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

  const ask = async (said: SafeText, asking: Promise<ApiJob>) => {
    try {
      jobs.accept(await asking);
      toast(context, "good", said);
    } catch (error) {
      toast(context, "bad", safeText(toClientFailure(error).message));
    }
  };

  return {
    store,
    accounts,
    signIn: signIn(context, showAccounts),
    ...channelAdder(context, { accept: jobs.accept, refresh: refreshChannels }),
    openProfile: profileOpener(context),
    queryChanged: search.queryChanged,
    loadMoreHits: search.loadMore,
    openMessage: messageOpener(context),
    openCoverage: watchCoverage(context),
    setFollowing: followSetter(context, refreshChannels),
    startImport: (path) => void importPath(path),
    commandJob: (command, id) => void ask(ASKED[command], commandJob(client, command, id, signal)),
    setJobPriority: (id, priority) =>
      void ask(text`Priority ${count(priority)}.`, setJobPriority(client, id, priority, signal)),
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
