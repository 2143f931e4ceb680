import type { Language } from "./phrases/all-phrasebooks.ts";

/** Milliseconds since 1970; every clock of the simulator has this shape. */
export type Now = () => number;

/** Seconds since 1970, as the API counts. */
export type UnixSeconds = number;

/**
 * `broadcast`, `supergroup` and `forum` are channels of the API, with ids and pts of their own;
 * `group` (basic) and `private` share the mailbox of each account.
 */
export type ChatKind = "broadcast" | "supergroup" | "forum" | "group" | "private";

/** What is written in a chat: announcements, or people talking to each other. */
export type Flavour = "news" | "talk";

export interface TopicSpec {
  /** Id of the service message that opened it; 1 is the general topic. */
  readonly id: number;
  readonly title: string;
  readonly closed?: boolean;
  readonly pinned?: boolean;
}

/** A chat as it was when the world began. Everything later is an overlay. */
export interface ChatSpec {
  /** How tests and other specs name it. */
  readonly key: string;
  /** The bare id of the API. */
  readonly id: number;
  readonly kind: ChatKind;
  readonly title: string;
  readonly about?: string;
  readonly username?: string;
  readonly language: Language;
  readonly flavour: Flavour;
  /** Ids given out so far, ascending, without overlap; both ends count. */
  readonly ids: readonly (readonly [first: number, last: number])[];
  /** Time of the first and of the last of these messages. */
  readonly startsAt: UnixSeconds;
  readonly endsAt: UnixSeconds;
  /** Share of these ids that were deleted before the world began. Default 0. */
  readonly holes?: number;
  /** The first messages show every kind of content once, in order. */
  readonly showcase?: boolean;
  /** Share of messages with poisoned text. Default 0. */
  readonly poison?: number;
  /** Every message is as long as a message can be, or has no media. Default "any". */
  readonly content?: "any" | "long" | "plain";
  /** Number of people who write here. Default 12. */
  readonly people?: number;
  /** Keys of the accounts that are members. */
  readonly members?: readonly string[];
  readonly archivedBy?: readonly string[];
  readonly pinnedBy?: readonly string[];
  /** Hash of the invite link, for chats without a username. */
  readonly invite?: string;
  /** Joining has to be approved. */
  readonly joinByRequest?: boolean;
  readonly verified?: boolean;
  readonly signatures?: boolean;
  readonly noForwards?: boolean;
  /** Messages below are hidden from those who joined later. */
  readonly availableFrom?: number;
  readonly topics?: readonly TopicSpec[];
  /** Key of the group that discusses this channel. Its ids belong to the channel's posts. */
  readonly discussion?: string;
  /** Key of the supergroup this basic group became. */
  readonly migratedTo?: string;
  /** Usernames beside the first, all active. */
  readonly moreUsernames?: readonly string[];
  readonly memberCount?: number;
}

/** Whether the chat is a channel of the API: its own ids, its own pts. */
export function isChannel(kind: ChatKind): boolean {
  return kind !== "group" && kind !== "private";
}

/** A peer in the world's own words; `channel` covers broadcast channels and supergroups. */
export interface PeerRef {
  readonly kind: "user" | "group" | "channel";
  readonly id: number;
}

export function chatPeer(chat: { readonly kind: ChatKind; readonly id: number }): PeerRef {
  if (chat.kind === "private") return { kind: "user", id: chat.id };
  return { kind: chat.kind === "group" ? "group" : "channel", id: chat.id };
}
