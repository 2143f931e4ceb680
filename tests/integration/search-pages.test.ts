import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidInput } from "../../packages/core/src/domain/errors.ts";
import { SearchTooSlow } from "../../packages/core/src/domain/search-failures.ts";
import { SearchDatabase } from "../../packages/core/src/store/search-database.ts";
import { searchMessages } from "../../packages/core/src/store/search-messages.ts";
import type { SearchFilter, SearchRequest } from "../../packages/core/src/store/search-request.ts";
import {
  addMessages,
  CHANNEL,
  indexAll,
  search,
  type TestMessage,
  YEAR_2020,
} from "./search-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const OTHER = CHANNEL - 1;
const COUNT = 6000;

/**
 * "everywhere" is in all messages, "often" in every second, "old" in the 3000 oldest of each of two
 * channels, "rare" in 13. Ten messages share each second; some have no time at all.
 */
const messages: TestMessage[] = Array.from({ length: COUNT }, (_, index) => ({
  id: index + 1,
  channelId: index % 3 === 0 ? OTHER : CHANNEL,
  postedAt: index % 997 === 5 ? null : YEAR_2020 + Math.floor(index / 10),
  text: [
    "everywhere",
    index % 2 === 0 ? "often" : "",
    index < 3000 ? "old" : "new",
    index % 487 === 0 ? "rare rare" : "",
  ].join(" "),
  senderId: 100 + (index % 50),
  ...(index % 11 === 0 ? { media: [index % 2 ? "photo" : "video"] } : {}),
  isEdited: index % 13 === 0,
  isDeleted: index % 17 === 0,
  isForwarded: index % 19 === 0,
  isReply: index % 23 === 0,
}));

/** The order of every search: newest first, those without a time last. */
const expected = (matches: (message: TestMessage) => boolean): string[] =>
  messages
    .filter(matches)
    .sort(
      (a, b) =>
        (b.postedAt ?? -1) - (a.postedAt ?? -1) || b.channelId! - a.channelId! || b.id - a.id,
    )
    .map(({ channelId, id }) => `${channelId}/${id}`);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await addMessages(database.pool, messages);
  await indexAll(database.pool);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

async function all(request: Omit<SearchRequest, "first">, first: number): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await search(database.pool, { ...request, first, after });
    found.push(...page.hits.map(({ channelId, id }) => `${channelId}/${id}`));
    if (!page.hasNextPage) return found;
    expect(page.hits).toHaveLength(first);
    after = page.hits.at(-1)!.cursor;
  }
}

describe("pages", () => {
  it.each<[string, SearchRequest["query"], (message: TestMessage) => boolean]>([
    ["a word of every message", { words: "everywhere" }, () => true],
    ["a common word", { words: "often" }, ({ text }) => text.includes("often")],
    ["a word that only old messages have", { words: "old" }, ({ text }) => text.includes("old")],
    ["a rare word", { words: "rare" }, ({ text }) => text.includes("rare")],
    ["a literal", { literal: "verywhere of" }, ({ text }) => text.includes("verywhere of")],
    ["a literal without an index", { literal: "w" }, () => true],
    ["everything", null, () => true],
    ["nothing", { words: "absent" }, () => false],
  ])("yield each hit of %s once, in order, among equal times", async (_name, query, matches) => {
    const wanted = expected(matches);
    expect(await all({ query }, 700)).toEqual(wanted);
    expect(await all({ query, filter: { channelIds: [OTHER] } }, 700)).toEqual(
      wanted.filter((key) => key.startsWith(`${OTHER}/`)),
    );
  });

  it("end exactly where the hits end", async () => {
    const wanted = expected(({ text }) => text.includes("rare"));
    const page = await search(database.pool, {
      query: { words: "rare" },
      first: wanted.length,
    });
    expect(page.hasNextPage).toBe(false);
    expect(await all({ query: { words: "rare" } }, 1)).toEqual(wanted);
  });

  it("rank by relevance, each hit once", async () => {
    const request = { query: { words: "often rare" }, order: "relevance" } as const;
    const found = await all(request, 3);
    const wanted = expected(({ text }) => text.includes("often") && text.includes("rare"));
    expect(found.toSorted()).toEqual(wanted.toSorted());
    const { hits } = await search(database.pool, { ...request, first: 100 });
    const scores = hits.map(({ score }) => score!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  it.each([
    "",
    "x",
    "e30",
    "W10",
    Buffer.from("[1]").toString("base64url"),
    "💥",
    "A".repeat(9999),
  ])("refuse %j as a cursor", async (after) => {
    const request = { query: { words: "often" }, first: 1, after };
    await expect(search(database.pool, request)).rejects.toThrow(InvalidInput);
  });

  it("refuse the cursor of another order", async () => {
    const request = { query: { words: "often" }, first: 1 };
    const { hits } = await search(database.pool, request);
    await expect(
      search(database.pool, { ...request, order: "relevance", after: hits[0]!.cursor }),
    ).rejects.toThrow(InvalidInput);
  });
});

describe("filters", () => {
  const at = (second: number) => new Date((YEAR_2020 + second) * 1000);
  it.each<[string, SearchFilter, (message: TestMessage) => boolean]>([
    ["channels", { channelIds: [OTHER] }, ({ channelId }) => channelId === OTHER],
    ["several channels", { channelIds: [OTHER, CHANNEL, 5] }, () => true],
    ["no channel", { channelIds: [] }, () => false],
    ["senders", { senderIds: [107, 120] }, ({ senderId }) => [107, 120].includes(senderId!)],
    ["having media", { hasMedia: true }, ({ media }) => media !== undefined],
    ["having none", { hasMedia: false }, ({ media }) => media === undefined],
    ["photos", { mediaKinds: ["photo"] }, ({ media }) => media?.[0] === "photo"],
    ["edits", { isEdited: true }, ({ isEdited }) => isEdited!],
    ["no edits", { isEdited: false }, ({ isEdited }) => !isEdited],
    ["deletions", { isDeleted: true }, ({ isDeleted }) => isDeleted!],
    ["forwards", { isForwarded: true }, ({ isForwarded }) => isForwarded!],
    ["replies", { isReply: true }, ({ isReply }) => isReply!],
    [
      "a period, the start included and the end not",
      { postedAfter: at(100), postedBefore: at(103) },
      ({ postedAt }) =>
        postedAt != null && postedAt - YEAR_2020 >= 100 && postedAt - YEAR_2020 < 103,
    ],
    [
      "an open period, which holds no message without a time",
      { postedBefore: at(60) },
      ({ postedAt }) => postedAt != null && postedAt - YEAR_2020 < 60,
    ],
    [
      "several things at once",
      { isEdited: true, hasMedia: true, channelIds: [CHANNEL], isReply: false },
      (message) =>
        message.isEdited! && !!message.media && message.channelId === CHANNEL && !message.isReply,
    ],
  ])("narrow a search to %s", async (_name, filter, matches) => {
    expect(await all({ query: null, filter }, 1000)).toEqual(expected(matches));
    expect(await all({ query: { words: "often" }, filter }, 1000)).toEqual(
      expected((message) => matches(message) && message.text.includes("often")),
    );
    expect(await all({ query: { literal: "re of" }, filter }, 1000)).toEqual(
      expected((message) => matches(message) && message.text.includes("re of")),
    );
    const page = await search(database.pool, {
      query: { words: "often" },
      filter,
      first: 5,
    });
    expect(await page.totalCount()).toEqual({
      value: expected((message) => matches(message) && message.text.includes("often")).length,
      relation: "EXACT",
    });
  });

  it("count a message with an older version as edited", async () => {
    await using fresh = await createTestDatabase();
    await addMessages(fresh.pool, [
      { id: 1, text: "first" },
      { id: 2, text: "same" },
    ]);
    await addMessages(fresh.pool, [{ id: 1, text: "second" }]);
    await indexAll(fresh.pool);
    const page = await search(fresh.pool, {
      query: null,
      filter: { isEdited: true },
      first: 5,
    });
    expect(page.hits.map(({ id }) => id)).toEqual([1]);
  });

  it("refuse lists that are too long and values that are none", async () => {
    for (const filter of [
      { senderIds: Array.from({ length: 1001 }, (_, id) => id + 1) },
      { channelIds: [1.5] },
      { postedAfter: new Date(Number.NaN) },
    ]) {
      await expect(search(database.pool, { query: null, filter, first: 1 })).rejects.toThrow(
        InvalidInput,
      );
    }
  });
});

describe("a count", () => {
  it("says so when there are more than it counts", async () => {
    await using fresh = await createTestDatabase();
    await addMessages(
      fresh.pool,
      Array.from({ length: 10_050 }, (_, id) => ({
        id,
        text: id < 10_000 ? "word" : "word other",
      })),
    );
    await indexAll(fresh.pool);
    const count = async (query: SearchRequest["query"]) =>
      (await search(fresh.pool, { query, first: 1 })).totalCount();
    expect(await count({ words: "word" })).toEqual({ value: 10_000, relation: "AT_LEAST" });
    expect(await count({ words: "word -other" })).toEqual({ value: 10_000, relation: "EXACT" });
    expect(await count(null)).toEqual({ value: 10_000, relation: "AT_LEAST" });
    expect(await count({ literal: "o" })).toEqual({ value: 10_000, relation: "AT_LEAST" });
    expect(await count({ words: "other" })).toEqual({ value: 50, relation: "EXACT" });
  });
});

describe("a search that takes too long", () => {
  it("is stopped with a sentence, and leaves its connection usable", async () => {
    await using blocker = await createTestDatabase();
    await using impatient = new SearchDatabase({
      connectionString: blocker.connectionString,
      timeoutMilliseconds: 50,
    });
    const client = await blocker.pool.connect();
    await client.query("BEGIN; LOCK TABLE message_search IN ACCESS EXCLUSIVE MODE");
    const request = { query: { words: "word" }, first: 1 };
    await expect(searchMessages(impatient, request)).rejects.toThrow(SearchTooSlow);
    await client.query("ROLLBACK");
    client.release();
    expect((await searchMessages(impatient, request)).hits).toEqual([]);
  });
});
