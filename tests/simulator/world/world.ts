import { type Access, accessHash, accessOf } from "./access.ts";
import { Account, type AccountSpec } from "./account.ts";
import type { BaseChat } from "./base-chat.ts";
import { copyOfPost } from "./base-chat.ts";
import { baseExists } from "./base-exists.ts";
import { type ChatSpec, isChannel, type Now, type PeerRef } from "./chat.ts";
import { Mailboxes } from "./mailbox.ts";
import type { LogEntry } from "./pts-log.ts";
import { Served } from "./served.ts";
import { WorldChat } from "./world-chat.ts";
import type { WorldEvent, WorldListener } from "./world-event.ts";

/** A whole world as text: the same spec and seed make the same world. */
export interface WorldSpec {
  readonly accounts: readonly AccountSpec[];
  readonly chats: readonly ChatSpec[];
}

export interface WorldOptions {
  readonly seed: number;
  readonly spec: WorldSpec;
  readonly now: Now;
  /** Where files lie. Default: DC 1, 2 and 4. */
  readonly dcs?: readonly number[];
}

/** Everything there is behind the API: chats, accounts, and what happens to them. */
export class World {
  readonly seed: number;
  readonly now: Now;
  readonly dcs: readonly number[];
  readonly chats: readonly WorldChat[];
  readonly accounts: readonly Account[];
  readonly mailboxes: Mailboxes;
  readonly served = new Served();
  readonly #byKey: ReadonlyMap<string, WorldChat>;
  readonly #byId: ReadonlyMap<string, WorldChat>;
  readonly #listeners = new Set<WorldListener>();

  constructor(options: WorldOptions) {
    const { seed, spec, now, dcs = [1, 2, 4] } = options;
    this.seed = seed;
    this.now = now;
    this.dcs = dcs;
    this.accounts = spec.accounts.map((account, index) => new Account(account, index));
    this.chats = baseChats(seed, dcs, spec).map((base) => new WorldChat(base));
    this.#byKey = new Map(this.chats.map((chat) => [chat.key, chat]));
    this.#byId = new Map(this.chats.map((chat) => [peerName(chat.peer), chat]));
    this.mailboxes = new Mailboxes(this.chats.filter((chat) => !chat.isChannel));
  }

  /** The chat of this key; throws when there is none. */
  chat(key: string): WorldChat {
    const chat = this.#byKey.get(key);
    if (chat === undefined) throw new Error(`The world has no chat "${key}".`);
    return chat;
  }

  chatOf(peer: PeerRef): WorldChat | null {
    return this.#byId.get(peerName(peer)) ?? null;
  }

  /** The account of this key; throws when there is none. */
  account(key: string): Account {
    const account = this.accounts.find((one) => one.key === key);
    if (account === undefined) throw new Error(`The world has no account "${key}".`);
    return account;
  }

  /** The chat this username belongs to now, in any case. */
  chatByUsername(username: string): WorldChat | null {
    const wanted = username.toLowerCase();
    const holds = (chat: WorldChat): boolean =>
      !chat.deleted && chat.usernames.some((name) => name.toLowerCase() === wanted);
    return this.chats.find(holds) ?? null;
  }

  access(account: Account, chat: WorldChat): Access {
    return accessOf(account, chat, this.discussedBy(chat));
  }

  accessHash(account: Account, peer: PeerRef): bigint {
    return accessHash(this.seed, account, peer);
  }

  /** The group in which this channel is discussed. */
  discussionOf(chat: WorldChat): WorldChat | null {
    const key = chat.base.discussion?.spec.key;
    return key === undefined ? null : this.chat(key);
  }

  /** The channel that this group discusses. */
  discussedBy(chat: WorldChat): WorldChat | null {
    const key = chat.base.discusses?.spec.key;
    return key === undefined ? null : this.chat(key);
  }

  /** Id of a post's copy in the discussion group; null when it has none. */
  copyOf(chat: WorldChat, post: number): number | null {
    const later = chat.copies.get(post);
    if (later !== undefined) return later;
    const { discussion } = chat.base;
    if (discussion === null) return null;
    const copy = copyOfPost(post);
    return baseExists(discussion, copy) ? copy : null;
  }

  /** Tells every change; returns how to stop. */
  listen(listener: WorldListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** For the verbs that change the world: appends to the logs and tells the listeners. */
  record(
    kind: LogEntry["kind"],
    chat: WorldChat,
    ids: readonly number[],
    pinned = false,
  ): readonly LogEntry[] {
    const at = this.now();
    if (chat.isChannel) {
      const entry = chat.log.append(kind, chat.key, ids, at, pinned);
      this.tell({ kind: "channelLog", chat, entry });
      return [entry];
    }
    const members = this.accounts.filter((account) => chat.members.has(account.key));
    return members.map((account) => {
      const entry = account.mailbox.append(kind, chat.key, ids, at, pinned);
      this.tell({ kind: "mailboxLog", chat, account, entry });
      return entry;
    });
  }

  tell(event: WorldEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function peerName(peer: PeerRef): string {
  return `${peer.kind} ${peer.id}`;
}

function baseChats(seed: number, dcs: readonly number[], spec: WorldSpec): BaseChat[] {
  const neighbours = spec.chats.filter(
    (chat) => isChannel(chat.kind) && chat.username !== undefined,
  );
  const chats = spec.chats.map((chat, index): BaseChat => {
    const owner = spec.accounts.find((account) => chat.members?.includes(account.key) === true);
    return {
      seed,
      dcs,
      index,
      spec: chat,
      discusses: null,
      discussion: null,
      migratedFrom: null,
      migratedTo: null,
      neighbours: neighbours.length === 0 ? spec.chats.slice(0, 1) : neighbours,
      owner: owner?.userId ?? null,
    };
  });
  const find = (key: string): BaseChat => {
    const chat = chats.find((one) => one.spec.key === key);
    if (chat === undefined) throw new Error(`The spec refers to a chat "${key}" it does not have.`);
    return chat;
  };
  for (const chat of chats) {
    if (chat.spec.discussion !== undefined) {
      chat.discussion = find(chat.spec.discussion);
      chat.discussion.discusses = chat;
    }
    if (chat.spec.migratedTo !== undefined) {
      chat.migratedTo = find(chat.spec.migratedTo);
      chat.migratedTo.migratedFrom = chat;
    }
  }
  return chats;
}
