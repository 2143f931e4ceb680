import { describe, expect, it } from "vitest";
import { ENTITY_NAMES } from "../entity.ts";
import { World } from "../world.ts";
import { MEDIA_NAMES } from "../write-media.ts";
import { nasty } from "./nasty.ts";
import { realistic } from "./realistic.ts";
import { tiny } from "./tiny.ts";

const now = () => Date.UTC(2026, 10, 23);
const messagesOf = (world: World, most = 500) =>
  world.chats.flatMap(({ history }) =>
    [...history.below(Number.POSITIVE_INFINITY).take(most)].map((id) => history.message(id)!),
  );

describe("the tiny world", () => {
  const world = new World({ seed: 1, spec: tiny, now });
  const all = messagesOf(world);
  const kinds = new Set(world.chats.map(({ kind }) => kind));

  it("is tiny and has every kind of chat", () => {
    expect([...kinds].toSorted()).toEqual(["broadcast", "forum", "group", "private", "supergroup"]);
    for (const { history } of world.chats) {
      expect(history.count).toBeLessThanOrEqual(50);
      expect(history.count).toBeGreaterThan(0);
    }
    const usernames = world.chats.flatMap((chat) => chat.usernames);
    expect(usernames.some((name) => name.length === 4)).toBe(true);
    expect(world.chats.some((chat) => chat.noForwards)).toBe(true);
    expect(world.chats.some((chat) => chat.invite !== null && chat.usernames.length === 0)).toBe(
      true,
    );
    expect(world.chats.some(({ base }) => base.migratedFrom !== null)).toBe(true);
    expect(world.chats.some(({ base }) => base.discussion !== null)).toBe(true);
    expect(world.chats.some(({ history }) => history.count < history.lastGiven)).toBe(true);
  });

  it("has every kind of media, entity and service message", () => {
    const media = new Set(all.flatMap(({ media: one }) => one?.kind ?? []));
    const roles = new Set(
      all.flatMap(({ media: one }) => (one?.kind === "document" ? one.document.role : [])),
    );
    const shown = new Set<string>([...media, ...roles]);
    const inOtherWords: Record<string, string> = { quiz: "poll", largeFile: "file" };
    for (const name of MEDIA_NAMES) expect(shown).toContain(inOtherWords[name] ?? name);
    const entities = new Set(all.flatMap((message) => message.entities.map(({ _ }) => _)));
    expect([...entities].toSorted()).toEqual([...ENTITY_NAMES].toSorted());
    const actions = new Set(all.flatMap(({ action }) => action?.kind ?? []));
    expect([...actions].toSorted()).toEqual([
      "addUsers",
      "boost",
      "channelCreate",
      "custom",
      "deletePhoto",
      "editPhoto",
      "editTitle",
      "groupCreate",
      "joinedByLink",
      "joinedByRequest",
      "migrateFrom",
      "migrateTo",
      "pin",
      "removeUser",
      "setTtl",
      "topicCreate",
      "videoChat",
    ]);
  });

  it("has albums, replies, quotes, forwards, edits, reactions and comments", () => {
    const some = (what: (message: (typeof all)[number]) => unknown) => all.some((one) => what(one));
    expect(new Set(all.map(({ groupedId }) => groupedId)).size).toBeGreaterThan(1);
    expect(some(({ replyTo }) => replyTo?.quote !== undefined && replyTo.peer === undefined)).toBe(
      true,
    );
    expect(some(({ replyTo }) => replyTo?.peer !== undefined)).toBe(true);
    expect(some(({ replyTo }) => replyTo?.forumTopic === true)).toBe(true);
    expect(some(({ replyTo }) => replyTo?.top !== undefined)).toBe(true);
    for (const kind of ["user", "channel"]) {
      expect(some(({ forward }) => forward?.from?.kind === kind)).toBe(true);
    }
    expect(some(({ forward }) => forward?.name !== undefined && forward.from === undefined)).toBe(
      true,
    );
    expect(some(({ forward }) => forward?.savedFrom !== undefined)).toBe(true);
    expect(some(({ editDate }) => editDate !== undefined)).toBe(true);
    expect(some(({ reactions }) => reactions?.some(({ reaction }) => reaction === "paid"))).toBe(
      true,
    );
    expect(
      some(({ reactions }) => reactions?.some(({ reaction }) => typeof reaction === "bigint")),
    ).toBe(true);
    expect(some(({ text }) => text.length === 4096)).toBe(true);
    expect(some(({ textBytes }) => textBytes?.toString("utf8").includes("\ufffd"))).toBe(true);
    expect(some(({ text }) => text.includes("\u0000"))).toBe(true);
    expect(some(({ text }) => text.includes("\u001b["))).toBe(true);
    expect(some(({ text }) => text.includes("\u202e"))).toBe(true);
  });

  it("writes in all scripts", () => {
    const text = [...all, ...messagesOf(new World({ seed: 1, spec: realistic, now }), 20)]
      .map((message) => message.text)
      .join("");
    for (const script of ["Cyrl", "Arab", "Hebr", "Hani", "Hira", "Thai", "Latn"]) {
      expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, "u"));
    }
    expect(text).toContain("\u200d");
  });
});

describe("entities", () => {
  it("cover whole characters inside their text wherever nobody means harm", () => {
    const world = new World({ seed: 3, spec: realistic, now });
    const halves = /^[\udc00-\udfff]|[\ud800-\udbff]$/;
    let seen = 0;
    for (const { text, entities } of messagesOf(world, 200)) {
      for (const { offset, length } of entities) {
        const part = text.slice(offset, offset + length);
        expect(part).toHaveLength(length);
        expect(part).not.toMatch(halves);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(500);
  });

  it("mark what they say they mark", () => {
    const world = new World({ seed: 1, spec: tiny, now });
    const rich = messagesOf(world).find(({ entities }) => entities.length > 15)!;
    const marked = (name: string) => {
      const { offset, length } = rich.entities.find(({ _ }) => _ === name)!;
      return rich.text.slice(offset, offset + length);
    };
    expect(marked("messageEntityCode")).toBe("tide --at=noon");
    expect(marked("messageEntityItalic")).toBe("𝒻𝓁𝓊𝑒𝓃𝓉");
    expect(marked("messageEntityCustomEmoji")).toBe("🌊");
    expect(marked("messageEntityBankCard")).toBe("4111 1111 1111 1111");
  });
});

describe("the nasty world", () => {
  it("reaches the edges of ids, and mostly consists of holes or harm", () => {
    const world = new World({ seed: 1, spec: nasty, now });
    expect(world.chat("edges").history.top).toBeGreaterThan(2 ** 31 - 130);
    expect(world.chat("sieve").history.count).toBeLessThan(250);
    const names = messagesOf(world).flatMap(({ media }) =>
      media?.kind === "document" ? (media.document.name ?? []) : [],
    );
    expect(names.some((name) => name.includes("../"))).toBe(true);
  });
});
