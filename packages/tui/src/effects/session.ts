import type { Client } from "../client/client.ts";
import type { SafeText } from "../format/safe-text.ts";
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

/** What a key may set in motion. Nothing here waits: results arrive in the store. */
export interface Session {
  readonly store: Store<AppState>;
  /** Looks at the query again and searches 120 ms after the last change; at once if told so. */
  queryChanged(options?: { isNow: boolean }): void;
  loadMoreHits(): void;
  openMessage(id: string): void;
  startImport(path: string): void;
  cancelJob(id: string): void;
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
