import type { BaseChat } from "./base-chat.ts";
import { type ChatKind, chatPeer, isChannel, type PeerRef } from "./chat.ts";
import { History } from "./history.ts";
import { PtsLog } from "./pts-log.ts";

/** A chat as it is now. */
export class WorldChat {
  readonly base: BaseChat;
  readonly history: History;
  /** Events of a channel; those of basic groups and private chats are in the mailboxes. */
  readonly log: PtsLog;
  title: string;
  about: string;
  /** The first one is shown; all of them resolve. */
  usernames: readonly string[];
  /** Which photo the chat has; each change gets the next number, 0 is none. */
  photo: number;
  noForwards: boolean;
  /** Hash of the invite link; null when it was revoked or there never was one. */
  invite: string | null;
  /** The chat is gone for everybody. */
  deleted = false;
  /** Telegram shows it to nobody here and says why. */
  restriction: string | null = null;
  /** Account keys. */
  readonly members: Set<string>;
  readonly kicked = new Set<string>();
  readonly requests = new Set<string>();
  /** Copies in the discussion group of posts made since the world began, by post id. */
  readonly copies = new Map<number, number>();

  constructor(base: BaseChat) {
    const { spec } = base;
    this.base = base;
    this.history = new History(base);
    this.log = new PtsLog(Math.max(1, spec.ids.length === 0 ? 1 : this.history.lastGiven));
    this.title = spec.title;
    this.about = spec.about ?? "";
    this.usernames = [
      ...(spec.username === undefined ? [] : [spec.username]),
      ...(spec.moreUsernames ?? []),
    ];
    this.photo = spec.kind === "private" ? 0 : 1;
    this.invite = spec.invite ?? null;
    this.noForwards = spec.noForwards === true;
    this.members = new Set(spec.members);
  }

  get key(): string {
    return this.base.spec.key;
  }

  get id(): number {
    return this.base.spec.id;
  }

  get kind(): ChatKind {
    return this.base.spec.kind;
  }

  get isChannel(): boolean {
    return isChannel(this.kind);
  }

  get peer(): PeerRef {
    return chatPeer(this.base.spec);
  }
}
