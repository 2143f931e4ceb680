import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { NotFound } from "../../packages/core/src/domain/errors.ts";
import type { MediaFile } from "../../packages/core/src/domain/media.ts";
import type { ObservedMessage } from "../../packages/core/src/domain/message.ts";
import type { ArchiveStore } from "../../packages/core/src/ports/archive-store.ts";
import type { ChannelSnapshot } from "./channel-snapshot.ts";
import { CHANNEL, htmlMessage, message, page } from "./sample-messages.ts";

/** An empty store, and a way to look at everything it keeps. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: ArchiveStore;
  readonly snapshot: (channelId: number) => Promise<ChannelSnapshot>;
}

interface Row {
  readonly id: number;
  readonly text: string;
  readonly editedAt: number | null;
}

/** What every archive store promises. */
export function archiveStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an archive store`, () => {
    const opened: StoreUnderTest[] = [];
    let store: ArchiveStore;
    let look: () => Promise<ChannelSnapshot>;

    beforeEach(async () => {
      const test = await open();
      opened.push(test);
      store = test.store;
      look = () => test.snapshot(CHANNEL.id);
      await store.saveChannel(CHANNEL);
    });
    afterAll(async () => {
      for (const test of opened) await test[Symbol.asyncDispose]();
    });

    const texts = (rows: readonly unknown[]): string[] => (rows as Row[]).map(({ text }) => text);
    const commit = (...messages: readonly ObservedMessage[]) => store.commitPage(page(messages));

    it("refuses a page of a channel it does not know", async () => {
      const unknown = page([message(1)], { channelId: -42 });
      await expect(store.commitPage(unknown)).rejects.toThrow(NotFound);
      await expect(store.readCoverage(-42)).rejects.toThrow(NotFound);
    });

    it("keeps what it is given, and says once that it is new", async () => {
      expect(await commit(message(2), message(1))).toMatchObject({ added: 2, unchanged: 0 });
      const state = await look();
      expect(texts(state.messages)).toEqual(["message 1", "message 2"]);
      expect(state).toMatchObject({ messageCount: 2, topMessageId: 2, events: [[1, 2]] });
      expect(state.toIndex).toEqual([1, 2]);
    });

    it("changes nothing when a page is repeated", async () => {
      const pages = [
        page([message(1), message(2, { reactions: [{ reaction: "👍", count: 3 }] })]),
        page([message(1, { text: "edited", editedAt: 50 })], { proves: { first: 1, last: 9 } }),
        page([message(3)], { quarantined: [{ ...BROKEN, raw: Buffer.from("{") }] }),
      ];
      for (const each of pages) await store.commitPage(each);
      const before = await look();
      for (const each of pages) {
        expect(await store.commitPage(each)).toMatchObject({ added: 0, newVersions: 0 });
      }
      expect(await look()).toEqual(before);
    });

    it("makes a later edit current and keeps the version before it", async () => {
      await commit(message(1, { text: "first" }));
      const result = await commit(message(1, { text: "second", editedAt: 100 }));
      expect(result).toMatchObject({ added: 0, newVersions: 1 });
      const state = await look();
      expect(texts(state.messages)).toEqual(["second"]);
      expect(texts(state.revisions)).toEqual(["first"]);
      expect(state).toMatchObject({ messageCount: 1, revisionCount: 1, events: [[1], [1]] });
    });

    it("keeps an older version beside the current one, once", async () => {
      await commit(message(1, { text: "third", editedAt: 300 }));
      await commit(message(1, { text: "second", editedAt: 200 }), message(1, { text: "first" }));
      await commit(message(1, { text: "first" }));
      const state = await look();
      expect(texts(state.messages)).toEqual(["third"]);
      expect(texts(state.revisions).sort()).toEqual(["first", "second"]);
      expect(state.revisionCount).toBe(2);
    });

    it("counts a text that is edited back and forth as the versions it has", async () => {
      await commit(message(1, { text: "a" }));
      await commit(message(1, { text: "b", editedAt: 1 }));
      await commit(message(1, { text: "a", editedAt: 2 }));
      await commit(message(1, { text: "b", editedAt: 3 }));
      const state = await look();
      expect(texts(state.messages)).toEqual(["b"]);
      expect(texts(state.revisions).sort()).toEqual(["a", "b"]);
      expect(state.revisionCount).toBe(2);
    });

    it("takes ids that occur twice in a page as if they came one after the other", async () => {
      const first = message(1, { text: "first" });
      const second = message(1, { text: "second", editedAt: 10 });
      expect(await commit(first, second, first, message(2), message(2))).toEqual({
        ...{ added: 2, unchanged: 2, newVersions: 1, filesRecorded: 0, quarantined: [] },
      });
      const state = await look();
      expect(texts(state.messages)).toEqual(["second", "message 2"]);
      expect(texts(state.revisions)).toEqual(["first"]);
      expect(state).toMatchObject({ messageCount: 2, revisionCount: 1 });
    });

    it("follows the counters of whatever looks at the channel, without a new version", async () => {
      await commit(message(1));
      const live = message(1, {
        views: 10,
        forwards: 2,
        reactions: [{ reaction: "👍", count: 5 }],
      });
      await store.commitPage(page([live], { source: "live" }));
      await store.commitPage(page([message(1, { views: 9 })], { source: "live" }));
      const state = await look();
      expect(state.messages[0]).toMatchObject({ views: 9, forwards: 2 });
      expect(state).toMatchObject({ revisionCount: 0, events: [[1]] });
    });

    it("never lets an import lower or wipe a counter", async () => {
      const live = message(1, { views: 10, reactions: [{ reaction: "👍", count: 5 }] });
      await store.commitPage(page([live], { source: "live" }));
      await commit(message(1, { reactions: [{ reaction: "👍", count: 4 }] }));
      expect((await look()).messages[0]).toMatchObject({ views: 10, reactions: live.reactions });
      await commit(message(1, { reactions: [{ reaction: "👍", count: 6 }] }));
      expect((await look()).messages[0]).toMatchObject({ reactions: [{ count: 6 }] });
    });

    it("keeps what a poorer source does not tell, and lets a richer one tell more", async () => {
      await commit(htmlMessage(1), htmlMessage(2, { text: "only in HTML" }));
      await commit(message(1), message(2));
      await commit(htmlMessage(1), htmlMessage(2, { text: "only in HTML" }));
      const state = await look();
      expect(state.messages[0]).toMatchObject({ senderId: 7, timePrecision: "exact" });
      expect(state.messages[0]).toMatchObject({ rawSource: "desktop_json", postedAtRaw: null });
      expect(texts(state.messages)).toEqual(["message 1", "message 2"]);
      expect(texts(state.revisions)).toEqual(["only in HTML"]);
    });

    it("corrects a time by one that can be trusted more, never the other way", async () => {
      await commit(htmlMessage(1, { postedAt: 1000 }));
      await commit(htmlMessage(1, { postedAt: 4600, timePrecision: "zone_given" }));
      await commit(htmlMessage(1, { postedAt: 1000 }));
      const state = await look();
      expect(state.messages[0]).toMatchObject({ postedAt: 4600, timePrecision: "zone_given" });
      expect(state).toMatchObject({ events: [[1]], toIndex: [1] });
    });

    it("records files, also those of messages that were there before", async () => {
      await commit(message(1));
      const withFile = message(1, { mediaFiles: [file(0, 1, "photos/a.jpg")] });
      expect(await commit(withFile)).toMatchObject({ filesRecorded: 1, unchanged: 1 });
      const elsewhere = message(1, { mediaFiles: [file(0, 1, "photos/b.jpg")] });
      expect(await commit(elsewhere)).toMatchObject({ filesRecorded: 0 });
      expect((await look()).files).toMatchObject([{ id: 1, position: 0, path: "photos/a.jpg" }]);
      const other = message(1, { mediaFiles: [file(0, 2, "photos/c.jpg")] });
      expect(await commit(other)).toMatchObject({ filesRecorded: 1 });
      expect((await look()).files).toMatchObject([{ path: "photos/c.jpg" }]);
    });

    it("grows coverage by what a page proves, and by nothing else", async () => {
      await store.commitPage(page([message(5)], { proves: { first: 3, last: 7 } }));
      await store.commitPage(page([], { proves: { first: 8, last: 9 } }));
      await store.commitPage(page([message(500)], { source: "live" }));
      await store.commitPage(page([], { proves: { first: 20, last: 20 } }));
      expect(await store.readCoverage(CHANNEL.id)).toEqual([
        { first: 3, last: 9 },
        { first: 20, last: 20 },
      ]);
      expect((await look()).topMessageId).toBe(500);
    });

    it("keeps extreme but legal values exactly", async () => {
      const extreme = message(2 ** 31 - 1, {
        text: "\u{202e}\u{1f468}‍👩‍👧 'quoted' \\ \"{}\" NULL \u0001",
        replyToPeerId: -4_504_599_627_370_496,
        albumId: "-9223372036854775808",
        views: 2 ** 31 - 1,
        postedAt: 253_402_300_799,
        raw: {
          json: Buffer.from('{"text":"\\\\u0000 {},\\"NULL\\""}'),
          source: "desktop_json",
          layer: 214,
        },
      });
      const legacy = message(-(2 ** 31), { postedAt: null, timePrecision: "none" });
      expect(await commit(extreme, legacy)).toMatchObject({ added: 2, quarantined: [] });
      const { messages } = await look();
      expect(messages[1]).toMatchObject({
        ...{ id: extreme.id, text: extreme.text, albumId: extreme.albumId, views: extreme.views },
        raw: JSON.parse(String(extreme.raw.json)),
      });
    });

    it.each(UNSTORABLE)("quarantines %s and keeps the rest of the page", async (_, reason, bad) => {
      const messages = [message(1), message(2, bad), message(3)];
      const result = await commit(...messages);
      expect(result).toMatchObject({ added: 2, quarantined: [{ messageId: "2", reason }] });
      const state = await look();
      expect(texts(state.messages)).toEqual(["message 1", "message 3"]);
      const raw = Buffer.from(messages[1]!.raw.json).toString("hex");
      expect(state.quarantine).toMatchObject([{ messageId: "2", raw }]);
      await commit(...messages);
      expect(await look()).toEqual(state);
    });

    it("keeps the reader's own quarantine once, whatever its words hold", async () => {
      const item = { ...BROKEN, messageId: "1\0", reason: "half \ud800", raw: Buffer.from("\0{") };
      await store.commitPage(page([], { quarantined: [item] }));
      await store.commitPage(page([message(1)], { quarantined: [{ ...item, location: "else" }] }));
      expect((await look()).quarantine).toHaveLength(1);
    });

    it("renews a channel's profile, and keeps what the new one does not tell", async () => {
      await commit(message(1));
      const profile = { ...CHANNEL, title: "Новое имя", username: null, isPrivate: true };
      await store.saveChannel(profile);
      expect(await look()).toMatchObject({ messageCount: 1 });
    });
  });
}

const BROKEN = { messageId: "9", reason: "It is cut off.", location: "result.json at byte 7" };

function file(position: number, content: number, path: string): MediaFile {
  return { position, sha256: Buffer.alloc(32, content), sizeBytes: 100 + content, path };
}

const NUL_IN_TEXT = "its text holds a NUL character";
const NUL_IN_JSON = "its JSON holds a NUL character, which PostgreSQL cannot store";
const BAD_JSON = "its JSON is malformed or holds half of a surrogate pair";

function raw(json: string): Partial<ObservedMessage> {
  return { raw: { json: Buffer.from(json), source: "desktop_json", layer: null } };
}

const UNSTORABLE: readonly [string, string, Partial<ObservedMessage>][] = [
  ["a NUL in the text", NUL_IN_TEXT, { text: "a\0b" }],
  ["a NUL in raw JSON", NUL_IN_JSON, raw('{"text":"a\\u0000b"}')],
  [
    "half a surrogate pair in the text",
    "its text holds half of a surrogate pair",
    { text: "\ud800" },
  ],
  ["half a surrogate pair in raw JSON", BAD_JSON, raw('{"text":"\\ud800"}')],
  ["JSON that is none", BAD_JSON, raw("{'a': 1}")],
  [
    "an id that Telegram cannot issue as a reply",
    "it refers to a message id out of range",
    {
      replyToMessageId: 2 ** 31,
    },
  ],
  ["a counter that is no whole number", "one of its counters is out of range", { views: 1.5 }],
  ["a time beyond all calendars", "its time is out of range", { postedAt: 1e15 }],
  [
    "an album id of more than 64 bits",
    "its album id is out of range",
    {
      albumId: "9223372036854775808",
    },
  ],
];
