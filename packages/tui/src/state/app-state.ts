import type { SafeText } from "../format/safe-text.ts";
import type { KnownChannel } from "../query/find-channels.ts";
import type { ParsedQuery, QueryError } from "../query/parse-query.ts";
import type { AccountRow } from "../view/account-row.ts";
import type { ChannelRow } from "../view/channel-row.ts";
import type { CoverageView } from "../view/coverage-view.ts";
import type { Hit } from "../view/hit.ts";
import type { JobRow } from "../view/job-row.ts";
import type { MessageView } from "../view/message-view.ts";
import type { AddOverlay, ProfileOverlay } from "./add-overlay.ts";
import { AT_TOP, type ListWindow } from "./list-window.ts";
import type { SignInOverlay } from "./sign-in-overlay.ts";
import { EMPTY_FIELD, type TextField } from "./text-field.ts";

export type ScreenId = "channels" | "search" | "jobs" | "accounts" | "coverage";

export interface Connection {
  readonly state: "connecting" | "live" | "offline";
  /** Why not, when offline. */
  readonly reason: SafeText | null;
  /** When the state began, and when the next attempt is due; milliseconds since 1970. */
  readonly since: number;
  readonly retryAt: number | null;
  readonly attempt: number;
  /** When the shown data arrived. */
  readonly dataAt: number | null;
}

export interface ChannelsState {
  /** Null until they have been loaded once. */
  readonly rows: readonly ChannelRow[] | null;
  /** The same channels, as the query language looks them up. */
  readonly known: readonly KnownChannel[];
  readonly list: ListWindow;
  /** Milliseconds by which the server's clock is ahead of the one here. */
  readonly clockOffset: number;
}

export interface CoverageState {
  /** Whose coverage is shown; null for none. */
  readonly channelId: string | null;
  /** Null until it has been loaded once. */
  readonly view: CoverageView | null;
  readonly failure: SafeText | null;
  readonly list: ListWindow;
}

export interface JobsState {
  readonly rows: readonly JobRow[] | null;
  readonly list: ListWindow;
  readonly showsOnlyActive: boolean;
  /** Id of the job whose details fill the screen. */
  readonly openId: string | null;
  readonly scroll: number;
}

export interface AccountsState {
  readonly rows: readonly AccountRow[] | null;
  readonly list: ListWindow;
}

export interface SearchResults {
  readonly hits: readonly Hit[];
  readonly total: { readonly value: number; readonly relation: string };
  readonly tookMs: number;
  readonly endCursor: string | null;
  readonly hasMore: boolean;
  readonly pending: number;
  /** Channels with ids that were never examined. */
  readonly gaps: number;
}

export interface SearchState {
  readonly field: TextField;
  readonly isTyping: boolean;
  readonly parsed: ParsedQuery | QueryError;
  readonly isSearching: boolean;
  readonly failure: SafeText | null;
  readonly results: SearchResults | null;
  readonly list: ListWindow;
  readonly hasPreview: boolean;
}

export type MessageTab = "text" | "revisions" | "media" | "raw";

export interface MessageState {
  readonly id: string;
  /** Null while it loads. */
  readonly view: MessageView | null;
  readonly failure: SafeText | null;
  readonly tab: MessageTab;
  readonly scroll: number;
  readonly revision: number;
  readonly isRevealed: boolean;
}

export type Overlay =
  | SignInOverlay
  | AddOverlay
  | ProfileOverlay
  | { readonly kind: "help"; readonly filter: TextField; readonly scroll: number }
  | { readonly kind: "palette"; readonly filter: TextField; readonly list: ListWindow }
  | {
      readonly kind: "import";
      readonly path: TextField;
      readonly failure: SafeText | null;
      readonly isSending: boolean;
    }
  | { readonly kind: "cancel"; readonly jobId: string; readonly title: SafeText };

export interface Toast {
  readonly text: SafeText;
  readonly tone: "good" | "bad";
  /** When it disappears; milliseconds since 1970. */
  readonly until: number;
}

export interface AppState {
  readonly size: { readonly columns: number; readonly rows: number };
  readonly look: { readonly hasColour: boolean; readonly isAscii: boolean };
  /** The time that is shown; moves once a second. */
  readonly now: number;
  readonly server: { readonly url: SafeText; readonly version: SafeText | null };
  readonly connection: Connection;
  readonly screen: ScreenId;
  readonly lastScreen: ScreenId;
  readonly channels: ChannelsState;
  readonly jobs: JobsState;
  readonly accounts: AccountsState;
  readonly coverage: CoverageState;
  readonly search: SearchState;
  readonly message: MessageState | null;
  readonly overlay: Overlay | null;
  readonly toast: Toast | null;
  /** A key that waits for its second: the first g of `g g`. */
  readonly pendingKey: string | null;
}

export function initialState(
  given: Pick<AppState, "size" | "look" | "now"> & { url: SafeText },
): AppState {
  return {
    size: given.size,
    look: given.look,
    now: given.now,
    server: { url: given.url, version: null },
    connection: {
      state: "connecting",
      reason: null,
      since: given.now,
      retryAt: null,
      attempt: 0,
      dataAt: null,
    },
    screen: "channels",
    lastScreen: "channels",
    channels: { rows: null, known: [], list: AT_TOP, clockOffset: 0 },
    jobs: { rows: null, list: AT_TOP, showsOnlyActive: false, openId: null, scroll: 0 },
    accounts: { rows: null, list: AT_TOP },
    coverage: { channelId: null, view: null, failure: null, list: AT_TOP },
    search: {
      field: EMPTY_FIELD,
      isTyping: false,
      parsed: { ok: true, query: null, filter: {}, orderBy: "POSTED_DESC", filters: [] },
      isSearching: false,
      failure: null,
      results: null,
      list: AT_TOP,
      hasPreview: true,
    },
    message: null,
    overlay: null,
    toast: null,
    pendingKey: null,
  };
}

/** Active jobs that no channel in the list shows the progress of. */
export function barJobs(state: AppState): readonly JobRow[] {
  return activeJobs(state).filter(({ kind }) => kind !== "backfill");
}

/** Jobs that run or wait, newest first. */
export function activeJobs(state: AppState): readonly JobRow[] {
  return (state.jobs.rows ?? []).filter(({ isActive }) => isActive);
}

/** The jobs that the job screen lists. */
export function listedJobs(state: AppState): readonly JobRow[] {
  return state.jobs.showsOnlyActive ? activeJobs(state) : (state.jobs.rows ?? []);
}

/** Nothing was ever archived, and nothing is about to be. */
export function isFirstRun(state: AppState): boolean {
  return state.channels.rows?.length === 0 && activeJobs(state).length === 0;
}
