import type { Session } from "../effects/session.ts";
import type { AppState } from "../state/app-state.ts";

/** Where keys go: the innermost thing that has the focus. */
export type Place =
  | "channels"
  | "search"
  | "query"
  | "message"
  | "jobs"
  | "job"
  | "accounts"
  | "coverage"
  | "help"
  | "palette"
  | "import"
  | "cancel"
  | "login"
  | "add"
  | "profile"
  | "qr"
  | "logout";

/** Places where single letters are text. */
export const TYPING: ReadonlySet<Place> = new Set<Place>([
  "query",
  "help",
  "palette",
  "import",
  "login",
  "add",
]);

/** Places with keys of their own, where nothing that acts everywhere may happen by chance. */
const ALONE: ReadonlySet<Place> = new Set<Place>(["cancel", "qr", "logout", "profile"]);

/**
 * One thing a person can do. The table of these is the only place that knows keys: what a key
 * does, the help, the hints and the palette are all read from it.
 */
export interface Action {
  /** Stable name, for documentation and tests. */
  readonly id: string;
  /** Any of these does it; two keys with a space between are pressed one after the other. */
  readonly keys: readonly string[];
  readonly where: readonly Place[] | "everywhere";
  /** One or two words for the line of hints; none when the action is not worth the room. */
  readonly hint?: string;
  readonly help: string;
  /** Why it cannot be done now; null when it can. */
  readonly whyNot?: (state: AppState) => string | null;
  readonly run: (session: Session) => void;
}

export function placeOf(state: AppState): Place {
  if (state.overlay !== null) return state.overlay.kind;
  if (state.message !== null) return "message";
  if (state.screen === "search") return state.search.isTyping ? "query" : "search";
  if (state.screen === "jobs") return state.jobs.openId === null ? "jobs" : "job";
  if (state.screen === "accounts") return "accounts";
  return state.screen === "coverage" ? "coverage" : "channels";
}

/** Whether an action is meant for a place: letters that act everywhere do not act in text. */
export function isFor(action: Action, place: Place): boolean {
  if (action.where !== "everywhere") return action.where.includes(place);
  if (ALONE.has(place)) return action.id === "app.quit";
  return !TYPING.has(place);
}

/** Why an action cannot be done now, or null. */
export function reasonAgainst(action: Action, state: AppState): string | null {
  return action.whyNot?.(state) ?? null;
}

/** Things that need the server are refused while it is away, never queued. */
export function needsServer({ connection }: AppState): string | null {
  return connection.state === "live" ? null : "server not reachable";
}
