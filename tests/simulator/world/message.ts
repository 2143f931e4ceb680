import type { PeerRef, UnixSeconds } from "./chat.ts";
import type { Entity } from "./entity.ts";
import type { Media, Photo } from "./media.ts";

/** What a service message reports. */
export type Action =
  | { readonly kind: "channelCreate"; readonly title: string }
  | { readonly kind: "groupCreate"; readonly title: string; readonly users: readonly number[] }
  | { readonly kind: "editTitle"; readonly title: string }
  | { readonly kind: "editPhoto"; readonly photo: Photo }
  | { readonly kind: "deletePhoto" }
  | { readonly kind: "pin" }
  | { readonly kind: "addUsers"; readonly users: readonly number[] }
  | { readonly kind: "removeUser"; readonly user: number }
  | { readonly kind: "joinedByLink"; readonly inviter: number }
  | { readonly kind: "joinedByRequest" }
  | { readonly kind: "migrateTo"; readonly channel: number }
  | { readonly kind: "migrateFrom"; readonly title: string; readonly group: number }
  | { readonly kind: "topicCreate"; readonly title: string; readonly color: number }
  | { readonly kind: "topicEdit"; readonly title?: string; readonly closed?: boolean }
  | { readonly kind: "setTtl"; readonly seconds: number }
  | { readonly kind: "videoChat"; readonly id: bigint; readonly seconds?: number }
  | { readonly kind: "boost"; readonly boosts: number }
  | { readonly kind: "custom"; readonly message: string };

export interface ReplyTo {
  /** Absent when only a quote from elsewhere is left. */
  readonly message?: number;
  /** The other chat the answered message is in. */
  readonly peer?: PeerRef;
  /** The message that opened the thread. */
  readonly top?: number;
  readonly forumTopic?: boolean;
  readonly quote?: {
    readonly text: string;
    readonly entities: readonly Entity[];
    readonly offset: number;
  };
  /** Who wrote the answered message, when it is elsewhere. */
  readonly from?: Forward;
  readonly media?: Media;
}

/** Where a message came from; a name alone when its author hides. */
export interface Forward {
  readonly date: UnixSeconds;
  readonly from?: PeerRef;
  readonly name?: string;
  readonly post?: number;
  readonly author?: string;
  readonly savedFrom?: { readonly peer: PeerRef; readonly message: number };
  readonly imported?: boolean;
}

export interface ReactionTally {
  /** An emoji, the id of a custom one, or the word `paid` for stars. */
  readonly reaction: string | bigint;
  readonly count: number;
}

export interface Button {
  readonly text: string;
  readonly url?: string;
}

/** What an edit can change. */
export interface MessageContent {
  readonly text: string;
  /** The text's bytes when they are not valid UTF-8. */
  readonly textBytes?: Buffer;
  readonly entities: readonly Entity[];
  readonly media?: Media;
  readonly buttons?: readonly (readonly Button[])[];
}

/** One message at one version; ids of mailbox chats count per chat here, not per account. */
export interface WorldMessage extends MessageContent {
  readonly id: number;
  readonly date: UnixSeconds;
  readonly editDate?: UnixSeconds;
  /** The edit is not to be shown as one. */
  readonly editHide?: boolean;
  /** Absent when the chat itself speaks. */
  readonly from?: PeerRef;
  readonly action?: Action;
  readonly groupedId?: bigint;
  readonly replyTo?: ReplyTo;
  readonly forward?: Forward;
  readonly viaBot?: number;
  readonly author?: string;
  readonly views?: number;
  readonly forwards?: number;
  readonly reactions?: readonly ReactionTally[];
  readonly pinned?: boolean;
  readonly silent?: boolean;
  readonly fromScheduled?: boolean;
  readonly ttlSeconds?: number;
}
