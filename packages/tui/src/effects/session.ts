import type { Client } from "../client/client.ts";
import type { SafeText } from "../format/safe-text.ts";
import type { JobCommand } from "../operations/command-job.ts";
import type { AppState, Toast } from "../state/app-state.ts";
import type { Store } from "../state/store.ts";

/** What the dashboard's effects work with. */
export interface EffectContext {
  readonly client: Client;
  readonly store: Store<AppState>;
  /** Aborted when the dashboard is left. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  random(): number;
}

/** What can be done to an account, by its id at Telegram. */
export interface AccountCommands {
  logOut(telegramId: string): void;
  check(telegramId: string): void;
}

/** Signing in from the dashboard. */
export interface SignIn {
  /** Opens the box: to type a phone number, or with a QR code. */
  begin(method: "phone" | "qr"): void;
  /** Hands in what was typed. */
  submit(): void;
  /** Closes the box and gives up what was begun. */
  giveUp(): void;
}

/** What a key may set in motion. Nothing here waits: results arrive in the store. */
export interface Session {
  readonly store: Store<AppState>;
  readonly accounts: AccountCommands;
  readonly signIn: SignIn;
  /** Opens the box to choose channels from. */
  chooseChannels(): void;
  /** Adds channels one after the other, and says of each that cannot be added why. */
  addChannels(references: readonly string[]): void;
  /** Shows what is known of a channel. */
  openProfile(channelId: string): void;
  /** Looks at the query again and searches 120 ms after the last change; at once if told so. */
  queryChanged(options?: { isNow: boolean }): void;
  loadMoreHits(): void;
  openMessage(id: string): void;
  /** Shows the coverage of a channel; null for none. */
  openCoverage(channelId: string | null): void;
  /** Has a channel followed, or not any more. */
  setFollowing(channelId: string, isFollowing: boolean): void;
  startImport(path: string): void;
  commandJob(command: JobCommand, id: string): void;
  setJobPriority(id: string, priority: number): void;
  reconnect(): void;
  refresh(): void;
  redraw(): void;
  suspend(): void;
  quit(): void;
}

/** How long a message about an action stays. */
const TOAST_MS = 8_000;

/** Says what became of an action in the status line. */
export function toast(context: EffectContext, tone: Toast["tone"], words: SafeText): void {
  const until = context.now() + TOAST_MS;
  context.store.set((state) => ({ ...state, toast: { text: words, tone, until } }));
}
