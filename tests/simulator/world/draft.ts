import type { PeerRef } from "./chat.ts";
import type { Entity } from "./entity.ts";
import type { Media } from "./media.ts";
import type { Action, Button, Forward, ReactionTally, WorldMessage } from "./message.ts";
import type { Shape } from "./shape.ts";
import type { MediaName } from "./write-media.ts";

/** What a test says about a post or an edit; the world writes what it leaves out. */
export interface Draft {
  readonly text?: string;
  /** The text's bytes when they are not valid UTF-8. */
  readonly textBytes?: Buffer;
  readonly entities?: readonly Entity[];
  /** By name it is written here; null takes the media away. */
  readonly media?: MediaName | Media | null;
  /** Only of posts: makes it a service message. */
  readonly action?: Action;
  readonly buttons?: readonly (readonly Button[])[];
  /** Only of posts: what kind of message it is otherwise. Default: drawn from the seed. */
  readonly shape?: Shape;
  /** Only of posts: the user who writes. */
  readonly from?: PeerRef;
  readonly replyTo?: number;
  /** Only of posts in forums. */
  readonly topic?: number;
  readonly forward?: Forward;
  readonly groupedId?: bigint;
  readonly silent?: boolean;
  /** Only of edits: the edit is not to be shown as one. */
  readonly editHide?: boolean;
}

/** Counters and marks that change without a new version. */
export interface Marks {
  readonly views?: number;
  readonly forwards?: number;
  readonly reactions?: readonly ReactionTally[];
  readonly pinned?: boolean;
}

/** The reply header a draft asks for, in a chat with or without topics. */
export function draftReply(draft: Draft): Pick<WorldMessage, "replyTo"> {
  const { replyTo, topic } = draft;
  if (topic !== undefined && topic !== 1) {
    const header = { message: replyTo ?? topic, forumTopic: true };
    return { replyTo: replyTo === undefined ? header : { ...header, top: topic } };
  }
  return replyTo === undefined ? {} : { replyTo: { message: replyTo } };
}
