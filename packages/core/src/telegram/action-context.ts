import type { Mentioned } from "./normalise-peer.ts";

/** What an action means beside its own fields. */
export interface ActionContext {
  readonly mentioned: Mentioned;
  /** The message that the service message answers: the pinned one, the invoice, the game. */
  readonly replyTo: number | null;
}
