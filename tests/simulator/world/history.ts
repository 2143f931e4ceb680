import { applyDraft } from "./apply-draft.ts";
import { type BaseChat, dateOfId, givenBounds, givenCount } from "./base-chat.ts";
import { baseExists } from "./base-exists.ts";
import { baseMessage, mediaContext, writeMessage } from "./base-message.ts";
import type { UnixSeconds } from "./chat.ts";
import type { Draft, Marks } from "./draft.ts";
import type { WorldMessage } from "./message.ts";
import { shapeOf } from "./shape.ts";

/** The highest id the API's `int` can hold. */
const HIGHEST_ID = 2 ** 31 - 1;

interface Change {
  /** Only of messages posted after the world began. */
  readonly post?: { readonly date: UnixSeconds; readonly draft: Draft; readonly at: number };
  readonly edits: { readonly date: UnixSeconds; readonly draft: Draft; readonly at: number }[];
  marks: Marks;
  deletedAt: number | null;
}

/**
 * The messages of one chat: a pure function for what was there when the world began, and an overlay
 * of what was posted, edited and deleted since. Only the overlay takes memory.
 */
export class History {
  readonly chat: BaseChat;
  readonly #changes = new Map<number, Change>();
  readonly #posted: number[] = [];
  #baseCount: number | null = null;
  #deleted = 0;

  constructor(chat: BaseChat) {
    this.chat = chat;
  }

  exists(id: number): boolean {
    const change = this.#changes.get(id);
    if (change?.deletedAt != null) return false;
    return change?.post !== undefined || baseExists(this.chat, id);
  }

  /** Number of messages that exist now. */
  get count(): number {
    this.#baseCount ??= this.#countBase();
    return this.#baseCount + this.#posted.length - this.#deleted;
  }

  /** Number of versions the message had so far, 0 when there never was one. */
  versionCount(id: number): number {
    const change = this.#changes.get(id);
    if (change?.post === undefined && !baseExists(this.chat, id)) return 0;
    return 1 + (change?.edits.length ?? 0);
  }

  /** The message as it is now; null when it does not exist. */
  message(id: number): WorldMessage | null {
    return this.exists(id) ? this.version(id, this.versionCount(id) - 1) : null;
  }

  /** The message at one version, also of deleted ones. Marks are those of now. */
  version(id: number, version: number): WorldMessage | null {
    if (version < 0 || version >= this.versionCount(id)) return null;
    const change = this.#changes.get(id);
    let message =
      change?.post === undefined ? baseMessage(this.chat, id) : this.#writePost(id, change.post);
    for (const [index, edit] of (change?.edits ?? []).slice(0, version).entries()) {
      const context = mediaContext(this.chat, id, index + 1);
      const editDate = { editDate: edit.date };
      const hide = edit.draft.editHide === true ? { editHide: true } : {};
      message = { ...applyDraft(message, edit.draft, context), ...editDate, ...hide };
    }
    return change === undefined ? message : { ...message, ...change.marks };
  }

  /** When a version appeared, in milliseconds; for the first one of a base message its date. */
  versionSince(id: number, version: number): number {
    const change = this.#changes.get(id);
    const event = version === 0 ? change?.post : change?.edits[version - 1];
    return event?.at ?? dateOfId(this.chat, id) * 1000;
  }

  deletedAt(id: number): number | null {
    return this.#changes.get(id)?.deletedAt ?? null;
  }

  /** Ids of messages that were posted, edited, marked or deleted since the world began. */
  changedIds(): number[] {
    return [...this.#changes.keys()].toSorted((one, other) => one - other);
  }

  dateOf(id: number): UnixSeconds {
    return this.#changes.get(id)?.post?.date ?? dateOfId(this.chat, id);
  }

  /** The newest message's id; 0 when there is none. */
  get top(): number {
    for (const id of this.below(Number.POSITIVE_INFINITY)) return id;
    return 0;
  }

  /** The highest id ever given out. */
  get lastGiven(): number {
    return this.#posted.at(-1) ?? givenBounds(this.chat.spec).last;
  }

  /** Existing ids below `limit`, newest first. */
  *below(limit: number): Generator<number> {
    for (let at = this.#posted.length - 1; at >= 0; at--) {
      const id = this.#posted[at] ?? 0;
      if (id < limit && this.exists(id)) yield id;
    }
    for (const [first, last] of this.chat.spec.ids.toReversed()) {
      for (let id = Math.min(last, limit - 1); id >= first; id--) if (this.exists(id)) yield id;
    }
  }

  /** Existing ids from `start` on, oldest first. */
  *from(start: number): Generator<number> {
    for (const [first, last] of this.chat.spec.ids) {
      for (let id = Math.max(first, start); id <= last; id++) if (this.exists(id)) yield id;
    }
    for (const id of this.#posted) if (id >= start && this.exists(id)) yield id;
  }

  /** An id such that the messages below it are exactly those sent before `date`. */
  firstSince(date: UnixSeconds): number {
    const posted = this.#posted.find((id) => this.dateOf(id) >= date);
    let low = 0;
    let high = givenCount(this.chat.spec);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (dateOfId(this.chat, this.#idAt(middle)) >= date) high = middle;
      else low = middle + 1;
    }
    if (low < givenCount(this.chat.spec)) return this.#idAt(low);
    return posted ?? this.lastGiven + 1;
  }

  /** Adds a message; its id is the next one. */
  post(draft: Draft, at: number): number {
    const id = this.lastGiven + 1;
    if (id > HIGHEST_ID) throw new RangeError(`No id is left in ${this.chat.spec.key}.`);
    const date = Math.max(Math.floor(at / 1000), this.dateOf(this.lastGiven));
    this.#posted.push(id);
    this.#changes.set(id, { post: { date, draft, at }, edits: [], marks: {}, deletedAt: null });
    return id;
  }

  /** Adds a version; false when there is no such message. */
  edit(id: number, draft: Draft, at: number): boolean {
    if (!this.exists(id)) return false;
    const date = Math.max(Math.floor(at / 1000), this.dateOf(id));
    this.#change(id).edits.push({ date, draft, at });
    return true;
  }

  /** Deletes a message; false when there is no such message. */
  delete(id: number, at: number): boolean {
    if (!this.exists(id)) return false;
    this.#change(id).deletedAt = at;
    this.#deleted++;
    return true;
  }

  /** Changes counters and marks; false when there is no such message. */
  mark(id: number, marks: Marks): boolean {
    if (!this.exists(id)) return false;
    const change = this.#change(id);
    change.marks = { ...change.marks, ...marks };
    return true;
  }

  #change(id: number): Change {
    const known = this.#changes.get(id);
    if (known !== undefined) return known;
    const change: Change = { edits: [], marks: {}, deletedAt: null };
    this.#changes.set(id, change);
    return change;
  }

  #writePost(id: number, post: { readonly date: number; readonly draft: Draft }): WorldMessage {
    const { draft, date } = post;
    const plain = [draft.text, draft.media, draft.action].some((part) => part !== undefined);
    const shape = draft.shape ?? (plain ? "text" : shapeOf(this.chat, id));
    const written = writeMessage(this.chat, id, shape === "postCopy" ? "text" : shape);
    return { ...applyDraft(written, draft, mediaContext(this.chat, id, 0)), id, date };
  }

  #idAt(index: number): number {
    let rest = index;
    for (const [first, last] of this.chat.spec.ids) {
      if (rest <= last - first) return first + rest;
      rest -= last - first + 1;
    }
    return this.lastGiven + 1;
  }

  #countBase(): number {
    let count = 0;
    for (const [first, last] of this.chat.spec.ids) {
      for (let id = first; id <= last; id++) if (baseExists(this.chat, id)) count++;
    }
    return count;
  }
}
