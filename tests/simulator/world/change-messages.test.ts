import { beforeEach, describe, expect, it } from "vitest";
import { changeTitle, deleteChat, join, kick } from "./change-chats.ts";
import { edit, pin, post, postAlbum, remove } from "./change-messages.ts";
import { trueMessage, trueMessages } from "./oracle.ts";
import { tiny } from "./presets/tiny.ts";
import { threadIds } from "./thread.ts";
import { World } from "./world.ts";
import type { WorldEvent } from "./world-event.ts";

let time: number;
let world: World;
let events: WorldEvent[];

beforeEach(() => {
  time = Date.UTC(2026, 10, 23);
  world = new World({ seed: 1, spec: tiny, now: () => time });
  events = [];
  world.listen((event) => events.push(event));
});

describe("what happens in a channel", () => {
  it("is numbered by pts: one for a post or an edit, one per deleted message", () => {
    const chat = world.chat("news");
    const { start } = chat.log;
    const first = post(world, chat);
    const second = post(world, chat);
    edit(world, chat, first);
    expect(remove(world, chat, [first, second, 999_999])).toEqual([first, second]);
    expect(
      chat.log.after(start).map(({ kind, ids, pts, count }) => [kind, ids, pts - start, count]),
    ).toEqual([
      ["new", [first], 1, 1],
      ["new", [second], 2, 1],
      ["edit", [first], 3, 1],
      ["delete", [first, second], 5, 2],
    ]);
    expect(chat.log.after(start + 3)).toHaveLength(1);
    expect(chat.log.after(start + 5)).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(Array(4).fill("channelLog"));
  });

  it("reaches its discussion group: posts are copied, edits too, deletions are not", () => {
    const channel = world.chat("letters");
    const group = world.chat("letters_talk");
    const id = post(world, channel, { text: "hello", media: "photo" });
    const copy = world.copyOf(channel, id)!;
    const { forward, media, from, pinned } = group.history.message(copy)!;
    expect(forward).toMatchObject({ post: id, savedFrom: { peer: channel.peer, message: id } });
    expect(media).toEqual(channel.history.message(id)?.media);
    expect([from, pinned]).toEqual([channel.peer, true]);

    edit(world, channel, id, { text: "goodbye" });
    expect(group.history.message(copy)?.text).toBe("goodbye");
    expect(group.log.after(0).map(({ kind, ids }) => [kind, ...ids])).toEqual([
      ["new", copy],
      ["edit", copy],
    ]);
    const comment = post(world, group, { text: "why?", replyTo: copy });
    expect([...threadIds(group, copy)]).toEqual([comment]);
    remove(world, channel, [id]);
    expect(group.history.exists(copy)).toBe(true);
  });

  it("has comments under base posts, each thread its own", () => {
    const channel = world.chat("letters");
    const group = world.chat("letters_talk");
    const copies = [...channel.history.from(2)].map((id) => world.copyOf(channel, id)!);
    const threads = copies.map((copy) => [...threadIds(group, copy)]);
    expect(threads.flat().length).toBeGreaterThan(5);
    expect(new Set(threads.flat()).size).toBe(threads.flat().length);
  });

  it("can be an album, a pin, a new title", () => {
    const chat = world.chat("news");
    const ids = postAlbum(world, chat, 3, { text: "caption" });
    const groups = ids.map((id) => chat.history.message(id)?.groupedId);
    expect(new Set(groups).size).toBe(1);
    expect(groups[0]).not.toBe(undefined);
    expect(pin(world, chat, ids[0]!)).toBe(true);
    expect(chat.history.message(ids[0]!)?.pinned).toBe(true);
    expect(chat.history.message(chat.history.top)).toMatchObject({
      action: { kind: "pin" },
      replyTo: { message: ids[0] },
    });
    changeTitle(world, chat, "Harbour Olds");
    expect(chat.title).toBe("Harbour Olds");
    expect(chat.history.message(chat.history.top)?.action).toEqual({
      kind: "editTitle",
      title: "Harbour Olds",
    });
  });
});

describe("what happens in a basic group", () => {
  it("is in the mailbox of each member, under that member's ids", () => {
    const [anna, boris, carol] = ["anna", "boris", "carol"].map((key) => world.account(key));
    const chat = world.chat("family");
    const id = post(world, chat);
    const idFor = (account: typeof anna) => world.mailboxes.idFor(account!, chat, id);
    expect(idFor(anna)).not.toBe(idFor(boris));
    expect(world.mailboxes.placeOf(anna!, idFor(anna))).toEqual({ chat, message: id });
    expect(world.mailboxes.placeOf(carol!, idFor(carol))).toBe(null);
    expect(anna!.mailbox.after(1)).toMatchObject([{ kind: "new", chat: "family", ids: [id] }]);
    expect(carol!.mailbox.after(1)).toEqual([]);
  });
});

describe("who sees a chat", () => {
  it("follows membership, usernames, kicks and the end of the chat", () => {
    const dora = world.account("dora");
    const seen = (key: string) => world.access(dora, world.chat(key));
    expect([seen("news"), seen("secret"), seen("family"), seen("letters_talk")]).toEqual([
      "visible",
      "none",
      "none",
      "visible",
    ]);
    join(world, world.chat("secret"), dora);
    expect(seen("secret")).toBe("member");
    kick(world, world.chat("news"), dora);
    expect(seen("news")).toBe("none");
    deleteChat(world, world.chat("secret"));
    expect(seen("secret")).toBe("none");
  });
});

describe("the oracle", () => {
  it("tells versions in order with their times, what was served, and deletions", () => {
    const chat = world.chat("news");
    const id = post(world, chat, { text: "one" });
    world.served.mark(chat, id);
    time += 5_000;
    edit(world, chat, id, { text: "two" });
    time += 5_000;
    edit(world, chat, id, { text: "three" });
    world.served.mark(chat, id);
    time += 5_000;
    remove(world, chat, [id]);
    const { versions, deletedAt } = trueMessage(world, "news", id);
    expect(versions.map(({ text, served, since }) => [text, served, since - time])).toEqual([
      ["one", true, -15_000],
      ["two", false, -10_000],
      ["three", true, -5_000],
    ]);
    expect(deletedAt).toBe(time);
  });

  it("knows of each id apart whether it was served", () => {
    const chat = world.chat("poison");
    const odd = [...chat.history.from(0)].filter((id) => id % 2 === 1);
    for (const id of odd) world.served.mark(chat, id);
    const served = [...trueMessages(world, "poison")].filter(({ versions }) => versions[0]?.served);
    expect(served.map(({ id }) => id)).toEqual(odd);
    expect(odd.at(-1)).toBeGreaterThan(32);
  });

  it("tells of each id once, oldest first, deleted ones included", () => {
    const chat = world.chat("news");
    const existing = [...chat.history.from(0)];
    const later = post(world, chat);
    remove(world, chat, [3, 50, later]);
    const truths = [...trueMessages(world, "news")];
    expect(truths.map(({ id }) => id)).toEqual([...existing, later]);
    expect(truths.flatMap(({ id, deletedAt }) => (deletedAt === null ? [] : id))).toEqual([
      3,
      50,
      later,
    ]);
  });
});
