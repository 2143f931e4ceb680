/** A number, or a range from which the seed draws one. */
export type Amount = number | readonly [low: number, high: number];

/** What goes wrong with one call. */
export type FaultEffect =
  /** An RPC error by code and name, e.g. 500 INTERNAL, -503 Timeout, 400 CHANNEL_PRIVATE. */
  | { readonly kind: "error"; readonly code: number; readonly message: string }
  /** 420; the deadline counts and requests before it are recorded. */
  | {
      readonly kind: "floodWait";
      readonly seconds: Amount;
      readonly name?: "FLOOD_WAIT" | "FLOOD_PREMIUM_WAIT" | "TAKEOUT_INIT_DELAY";
    }
  /** The connection breaks; "before" and "in" lose the answer, though the call was carried out. */
  | { readonly kind: "disconnect"; readonly when: "before" | "in" | "after" }
  | { readonly kind: "halfOpen" }
  | { readonly kind: "silence" }
  /** The answer comes late. */
  | { readonly kind: "delay"; readonly ms: Amount }
  | { readonly kind: "duplicateAnswer" }
  | { readonly kind: "badSalt" }
  | { readonly kind: "transportError"; readonly code: number }
  | { readonly kind: "unknownConstructor" }
  /** So many messages are missing from the page although they exist and more follow. */
  | {
      readonly kind: "shortPage";
      readonly drop: "newest" | "middle" | "oldest";
      readonly count: Amount;
    }
  | { readonly kind: "emptyPage" }
  /** The page begins so many ids higher than asked. */
  | { readonly kind: "overlap"; readonly ids: Amount }
  /** A window that reaches beyond the newest message is filled up with older ones. */
  | { readonly kind: "fillWindow" }
  /** The account's last answer of this method again, whatever was asked now. */
  | { readonly kind: "repeatPage" }
  /** So many messages of the page occur twice in it. */
  | { readonly kind: "duplicateMessages"; readonly count: Amount }
  /** The page's messages in another order. */
  | { readonly kind: "shuffle" }
  /** Something happens in the chat right after the answer was made. */
  | {
      readonly kind: "mutate";
      readonly what: "post" | "edit" | "delete";
      /** Of edits and deletions: messages of this page, or older or newer ones. Default page. */
      readonly where?: "page" | "older" | "newer";
      readonly count: Amount;
    }
  /** File references given out so far have run out. */
  | { readonly kind: "expireReferences" }
  /** The server's clock jumps to so many seconds ahead of the true time. */
  | { readonly kind: "clockSkew"; readonly seconds: Amount };

/** What goes wrong with one push; the method to match is "push". */
export type PushEffect =
  | { readonly kind: "dropPush" }
  | { readonly kind: "duplicatePush" }
  /** Held back until the account's next push and sent after it. */
  | { readonly kind: "reorderPush" }
  /** `updatesTooLong` instead. */
  | { readonly kind: "updatesTooLong" }
  /** `updateChannelTooLong` instead. */
  | { readonly kind: "channelTooLong" };

/** Which calls a rule means; what is left out means any. */
export interface FaultMatch {
  /** Account key. Calls before sign-in have none. */
  readonly account?: string;
  /** A method's name, or a beginning with `*` after it; "push" for updates sent unasked. */
  readonly method?: string;
  /** Key of the chat the request names. */
  readonly chat?: string;
  readonly dc?: number;
  /** Which of the calls matching all else, counted from 1. */
  readonly calls?: number | readonly number[];
  /** Every so-many-th of them. */
  readonly every?: number;
  /** Each of them with this probability, drawn from the seed. */
  readonly chance?: number;
  /** Time window in milliseconds of the world's clock. */
  readonly from?: number;
  readonly until?: number;
}

/** One line of a fault plan. */
export interface FaultRule {
  /** Names the rule in the record of what fired, and for taking it away. */
  readonly name: string;
  readonly match: FaultMatch;
  readonly effect: FaultEffect | PushEffect | readonly FaultEffect[];
  /** How often it may fire at most. Default: no limit. */
  readonly times?: number;
}

export function isPushEffect(effect: FaultEffect | PushEffect): effect is PushEffect {
  const kinds: readonly string[] = [
    "dropPush",
    "duplicatePush",
    "reorderPush",
    "updatesTooLong",
    "channelTooLong",
  ];
  return kinds.includes(effect.kind);
}
