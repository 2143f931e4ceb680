import { asPostCopy } from "./base-message.ts";
import type { Draft, Marks } from "./draft.ts";
import { hash64 } from "./prng.ts";
import type { World } from "./world.ts";
import type { WorldChat } from "./world-chat.ts";

/** A deletion is told in pieces of so many ids. */
const DELETED_AT_ONCE = 100;

/** Posts a message, and its copy in the discussion group; the post's id. */
export function post(world: World, chat: WorldChat, draft: Draft = {}): number {
  const id = chat.history.post(draft, world.now());
  world.record("new", chat, [id]);
  const group = world.discussionOf(chat);
  const message = chat.history.message(id);
  if (group !== null && message !== null && message.action === undefined) {
    const { text, textBytes, entities, from, forward, media } = asPostCopy(chat.base, message);
    const copied: Draft = { text, textBytes, entities, from, forward, media: media ?? null };
    const copy = group.history.post(copied, world.now());
    group.history.mark(copy, { pinned: true });
    chat.copies.set(id, copy);
    world.record("new", group, [copy]);
  }
  return id;
}

/** Posts so many messages that show as one album; their ids. */
export function postAlbum(
  world: World,
  chat: WorldChat,
  size: number,
  draft: Draft = {},
): number[] {
  const groupedId = hash64(world.seed, "grouped", chat.key, chat.history.lastGiven + 1);
  return Array.from({ length: size }, (_, index) =>
    post(
      world,
      chat,
      index === 0
        ? { media: "photo", ...draft, groupedId }
        : { media: "photo", text: "", groupedId },
    ),
  );
}

/** Adds a version to a message and to its copy; false when there is no such message. */
export function edit(world: World, chat: WorldChat, id: number, draft: Draft = {}): boolean {
  const before = chat.history.message(id);
  if (before === null || before.action !== undefined) return false;
  chat.history.edit(id, draft, world.now());
  world.record("edit", chat, [id]);
  const group = world.discussionOf(chat);
  const copy = world.copyOf(chat, id);
  if (group !== null && copy !== null && group.history.exists(copy)) {
    const { text = "", textBytes, entities, media } = chat.history.message(id) ?? {};
    group.history.edit(copy, { text, textBytes, entities, media: media ?? null }, world.now());
    world.record("edit", group, [copy]);
  }
  return true;
}

/** Deletes messages; the ids that existed. */
export function remove(world: World, chat: WorldChat, ids: readonly number[]): number[] {
  const gone = ids.filter((id) => chat.history.delete(id, world.now()));
  for (let at = 0; at < gone.length; at += DELETED_AT_ONCE) {
    world.record("delete", chat, gone.slice(at, at + DELETED_AT_ONCE));
  }
  return gone;
}

/** Pins a message or takes the pin away; a pin is told by a service message. */
export function pin(world: World, chat: WorldChat, id: number, pinned = true): boolean {
  if (!chat.history.mark(id, { pinned })) return false;
  world.record("pin", chat, [id], pinned);
  if (pinned) post(world, chat, { shape: "pin", replyTo: id });
  return true;
}

/** Changes views, forwards or reactions: no new version, no pts. */
export function mark(world: World, chat: WorldChat, id: number, marks: Marks): boolean {
  if (!chat.history.mark(id, marks)) return false;
  world.tell({ kind: "marks", chat, id });
  return true;
}
