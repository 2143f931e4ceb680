import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseTextQuery } from "../../packages/core/src/search/text-query.ts";
import { findHits } from "../../packages/core/src/store/find-hits.ts";
import { searchConditions } from "../../packages/core/src/store/search-conditions.ts";
import { SearchDatabase } from "../../packages/core/src/store/search-database.ts";
import { searchMessages } from "../../packages/core/src/store/search-messages.ts";
import type { SearchRequest } from "../../packages/core/src/store/search-request.ts";
import { SearchStatistics } from "../../packages/core/src/store/search-statistics.ts";
import { slotsOf } from "../../packages/core/src/store/time-slots.ts";
import { addMessages, CHANNEL, indexAll, type TestMessage, YEAR_2020 } from "./search-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const BUSY = CHANNEL - 1;
const COUNT = 24_000;
const DAY = 86_400;

/** Repeatable, and independent for each word: true for about one of so many messages. */
function falls(index: number, word: number, oneOf: number): boolean {
  let hash = Math.imul(index ^ (word << 20), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0 < 2 ** 32 / oneOf;
}

/**
 * Three years of two channels, one of which was busy in the first year alone. Words of each kind
 * that a search treats differently; a few messages from 1960, from 2070 and without a time.
 */
const messages: TestMessage[] = Array.from({ length: COUNT }, (_, index) => {
  const has = (word: number, oneOf: number) => falls(index, word, oneOf);
  const isBusy = index < 8000 && index % 8 !== 0;
  const order = has(9, 2) ? "left right" : "right and left";
  return {
    id: index + 1,
    channelId: isBusy ? BUSY : CHANNEL,
    postedAt: timeOf(index),
    senderId: 100 + (index % 7),
    text: [
      has(1, 3) ? "common" : "",
      has(2, 20) ? "medium" : "",
      has(3, 800) ? "rare" : "",
      index < 9000 && has(4, 4) ? "old" : "",
      has(10, index < 12_000 ? 10 : 60) ? "fading" : "",
      has(11, isBusy ? 2 : 100) ? "gone" : "",
      has(5, 4.5) ? order : "",
      has(6, 15) ? "中国人" : "",
      has(7, 900) ? "国" : "",
      has(8, 5) ? `word${String.fromCharCode(97 + (index % 26))}ending` : "",
      `n${index % 10}`,
    ].join(" "),
  };
});

function timeOf(index: number): number | null {
  if (index % 2503 === 7) return null;
  if (index % 5000 === 11) return index % 2 === 0 ? -10 * 365 * DAY : 100 * 365 * DAY;
  return YEAR_2020 + Math.floor((index / COUNT) * 1095 * DAY);
}

interface Case {
  readonly name: string;
  readonly request: Pick<SearchRequest, "query" | "filter">;
  readonly matches: (message: TestMessage) => boolean;
  /** The statements that the first page is expected to take. */
  readonly plan: readonly string[];
}

const has = (word: string) => (message: TestMessage) => ` ${message.text} `.includes(` ${word} `);
const ASKED = "search-index";
const PERIOD = "search-index-days";
const CASES: Case[] = [
  {
    ...{ name: "a word of every third message", matches: has("common"), plan: ["search-walk"] },
    request: { query: { words: "common" } },
  },
  {
    ...{ name: "a word of every twentieth message", matches: has("medium"), plan: [PERIOD] },
    request: { query: { words: "medium" } },
  },
  {
    ...{ name: "a rare word", matches: has("rare"), plan: [ASKED] },
    request: { query: { words: "rare" } },
  },
  {
    ...{ name: "a word that only old messages have", matches: has("old") },
    request: { query: { words: "old" } },
    plan: ["search-walk", PERIOD, PERIOD, PERIOD],
  },
  {
    ...{ name: "a word that comes out of use", matches: has("fading"), plan: [PERIOD, PERIOD] },
    request: { query: { words: "fading" } },
  },
  {
    ...{ name: "a phrase of two common words", matches: has("left right"), plan: [PERIOD] },
    request: { query: { words: '"left right"' } },
  },
  {
    ...{ name: "a phrase that is nowhere", matches: () => false },
    plan: ["search-walk", PERIOD, PERIOD],
    request: { query: { words: '"left common"' } },
  },
  {
    ...{ name: "a common word without another", plan: ["search-walk"] },
    request: { query: { words: "common -medium" } },
    matches: (message) => has("common")(message) && !has("medium")(message),
  },
  {
    ...{ name: "a medium word without a phrase", plan: [PERIOD] },
    request: { query: { words: 'medium -"left right" -rare' } },
    matches: (message) =>
      has("medium")(message) && !has("left right")(message) && !has("rare")(message),
  },
  {
    ...{ name: "one Chinese character", plan: ["search-walk"] },
    request: { query: { words: "国" } },
    matches: ({ text }) => text.includes("国"),
  },
  {
    ...{ name: "one Chinese character of a channel", plan: ["search-walk-channels"] },
    request: { query: { words: "人" }, filter: { channelIds: [BUSY] } },
    matches: ({ text, channelId }) => text.includes("人") && channelId === BUSY,
  },
  {
    ...{ name: "two Chinese characters", plan: ["search-walk"] },
    request: { query: { words: "中国" } },
    matches: ({ text }) => text.includes("中国"),
  },
  {
    ...{ name: "a piece of many words", plan: ["search-words", "search-walk"] },
    request: { query: { literal: "ending" } },
    matches: ({ text }) => text.includes("ending"),
  },
  {
    ...{ name: "a piece across words", plan: ["search-words", "search-words", PERIOD] },
    request: { query: { literal: "eft righ" } },
    matches: ({ text }) => text.includes("eft righ"),
  },
  {
    ...{ name: "a common word of two channels, one long silent", plan: [PERIOD] },
    request: { query: { words: "common" }, filter: { channelIds: [BUSY, CHANNEL] } },
    matches: has("common"),
  },
  {
    ...{ name: "a word of two channels, common in the silent one", matches: has("gone") },
    request: { query: { words: "gone" }, filter: { channelIds: [BUSY, CHANNEL] } },
    plan: [PERIOD, PERIOD],
  },
  {
    ...{ name: "a common word of a channel that is long silent", plan: ["search-walk-channels"] },
    request: { query: { words: "common" }, filter: { channelIds: [BUSY] } },
    matches: (message) => has("common")(message) && message.channelId === BUSY,
  },
  {
    ...{ name: "a medium word of a period", plan: [PERIOD] },
    request: {
      query: { words: "medium" },
      filter: {
        postedAfter: new Date((YEAR_2020 + 200.3 * DAY) * 1000),
        postedBefore: new Date((YEAR_2020 + 640.7 * DAY) * 1000),
      },
    },
    matches: (message) =>
      has("medium")(message) &&
      message.postedAt! >= YEAR_2020 + 200.3 * DAY &&
      message.postedAt! < YEAR_2020 + 640.7 * DAY,
  },
  {
    ...{ name: "whatever a person wrote", plan: ["search-walk"] },
    request: { query: null, filter: { senderIds: [103] } },
    matches: ({ senderId }) => senderId === 103,
  },
];

let database: TestDatabase;
let analysed: SearchDatabase;
let unanalysed: SearchDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { connectionString, pool } = database;
  // An archive that was empty when it was first searched: its plans must not stay those of then.
  unanalysed = new SearchDatabase({ connectionString });
  for (const { request } of CASES) await searchMessages(unanalysed, { ...request, first: 20 });
  await pool.query("ALTER TABLE message_search SET (autovacuum_enabled = off)");
  await addMessages(pool, messages);
  await indexAll(pool);
  await pool.query("ANALYZE message_search");
  analysed = new SearchDatabase({ connectionString });
});
afterAll(async () => {
  await analysed[Symbol.asyncDispose]();
  await unanalysed[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** The order of every search: newest first, those without a time last. */
const expected = (matches: Case["matches"]): string[] =>
  messages
    .filter(matches)
    .sort(
      (a, b) =>
        (b.postedAt ?? -1e15) - (a.postedAt ?? -1e15) || b.channelId! - a.channelId! || b.id - a.id,
    )
    .map(({ channelId, id }) => `${channelId}/${id}`);

async function all(
  search: SearchDatabase,
  request: Case["request"],
  first: number,
  most = Infinity,
): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await searchMessages(search, { ...request, first, after });
    found.push(...page.hits.map(({ channelId, id }) => `${channelId}/${id}`));
    if (!page.hasNextPage || found.length >= most) return found;
    after = page.hits.at(-1)!.cursor;
  }
}

describe("the pages of a search", () => {
  it.each(CASES)("for $name are what a look at every message finds", async (each) => {
    const wanted = expected(each.matches);
    expect(await all(analysed, each.request, 900)).toEqual(wanted);
    expect(await all(analysed, each.request, 20, 200)).toEqual(
      wanted.slice(0, Math.max(20, Math.min(200, wanted.length))),
    );
    expect(await all(unanalysed, each.request, 900)).toEqual(wanted);
    const page = await searchMessages(analysed, { ...each.request, first: 1 });
    expect(await page.totalCount()).toEqual({ value: wanted.length, relation: "EXACT" });
  });
});

describe("the way to the first page", () => {
  it.each(CASES)("for $name is the one that is short", async ({ request, plan }) => {
    const names: string[] = [];
    await analysed.run(async ({ client, statistics }) => {
      const noted = new Proxy(client, {
        get: (target, key) =>
          key === "query"
            ? (statement: { name: string }, answer: never) => {
                names.push(statement.name);
                void target.query(statement as never, answer);
              }
            : Reflect.get(target, key),
      });
      const query = parseTextQuery(request.query);
      const conditions = await searchConditions(noted, query, request.filter ?? {});
      await findHits({ client: noted, statistics }, conditions, 21, null);
    });
    expect(names).toEqual(plan);
  });
});

describe("what searches know of the archive", () => {
  it("is what PostgreSQL does", async () => {
    const statistics = await analysed.run(({ client }) => SearchStatistics.read(client));
    expect(statistics.messages).toBe(COUNT);
    const third = statistics.shareOf([[{ term: "common", isPrefix: false }]]);
    expect(third.low).toBeCloseTo(1 / 3, 1);
    expect(third.high).toBe(third.low);
    const firstYear = YEAR_2020 / DAY + 365;
    expect(statistics.messagesBetween(0, firstYear) / COUNT).toBeCloseTo(1 / 3, 1);
  });

  it("about time is what the index has", async () => {
    const times = [0, 1, DAY - 1, DAY, 20_000 * DAY + 5, 32_766 * DAY, 32_767 * DAY, 9e9, -9e9];
    for (const seconds of times) {
      const { rows } = await database.pool.query(
        "SELECT search_day(to_timestamp($1)) AS day, search_slots(to_timestamp($1)) AS slots",
        [seconds],
      );
      const day = rows[0].day as number;
      expect(rows[0].slots).toEqual(
        [1, 16, 256, 4096].map((length, level) => level * 100_000 + Math.floor(day / length)),
      );
      expect(slotsOf({ start: day, end: day + 1 })).toEqual([day]);
    }
    const { rows } = await database.pool.query("SELECT search_slots('-infinity') AS slots");
    expect(rows[0].slots).toEqual([-1]);
  });
});
