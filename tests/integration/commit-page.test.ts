import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObservedMessage } from "../../packages/core/src/domain/message.ts";
import type { Page } from "../../packages/core/src/domain/page.ts";
import { DatabaseUnavailable } from "../../packages/core/src/domain/store-failures.ts";
import { MemoryStore } from "../../packages/core/src/store/memory-store.ts";
import { PostgresStore } from "../../packages/core/src/store/postgres-store.ts";
import type { StoreUnderTest } from "../contracts/archive-store.ts";
import { archiveStoreContract } from "../contracts/archive-store.ts";
import { snapshotOfMemory, snapshotOfPostgres } from "../contracts/channel-snapshot.ts";
import { CHANNEL, message, page } from "../contracts/sample-messages.ts";
import type { TestDatabase } from "./test-database.ts";
import { createTestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

async function openPostgres(): Promise<StoreUnderTest> {
  const database = await createTestDatabase();
  return {
    store: new PostgresStore(database.pool),
    snapshot: (channelId) => snapshotOfPostgres(database.pool, channelId),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

archiveStoreContract("PostgreSQL", openPostgres);
archiveStoreContract("memory", async () => {
  const store = new MemoryStore();
  return {
    store,
    snapshot: async (channelId) => snapshotOfMemory(store, channelId),
    [Symbol.asyncDispose]: async () => {},
  };
});

const observed = fc
  .record({
    id: fc.integer({ min: 1, max: 6 }),
    text: fc.constantFrom("a", "b", "c", "nul\\u0000"),
    editedAt: fc.constantFrom(null, 10, 20, 30),
    rawSource: fc.constantFrom(
      "mtproto" as const,
      "desktop_json" as const,
      "desktop_html" as const,
    ),
    timePrecision: fc.constantFrom(
      "exact" as const,
      "zone_given" as const,
      "zone_unknown" as const,
    ),
    postedAt: fc.constantFrom(1000, 4600),
    senderId: fc.constantFrom(null, 5),
    views: fc.constantFrom(null, 1, 2),
    count: fc.constantFrom(null, 1, 2),
    file: fc.constantFrom(null, 1, 2),
  })
  .map(({ rawSource, senderId, count, file, ...plain }): ObservedMessage => {
    const json = `{"text":"${plain.text}","from":"${rawSource}"}`;
    return message(plain.id, {
      ...plain,
      postedAtRaw: plain.timePrecision === "exact" ? null : `raw ${plain.postedAt}`,
      sender: senderId === null ? null : { id: senderId, name: null },
      reactions: count === null ? null : [{ reaction: "👍", count }],
      mediaFiles:
        file === null
          ? []
          : [{ position: 0, sha256: Buffer.alloc(32, file), sizeBytes: file, path: `${file}.jpg` }],
      raw: { json: Buffer.from(json), source: rawSource, layer: null },
    });
  });
const pages = fc.array(
  fc
    .record({
      messages: fc.array(observed, { maxLength: 6 }),
      source: fc.constantFrom("import" as const, "live" as const, "backfill" as const),
      proves: fc.option(
        fc
          .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5 }))
          .map(([first, more]) => ({ first, last: first + more })),
      ),
    })
    .map(({ messages, ...rest }): Page => page(messages, rest)),
  { minLength: 1, maxLength: 6 },
);

/** So few different pages that the same one often comes again, after one that changed it. */
const smallPages = fc.array(
  fc
    .record({ text: fc.constantFrom("a", "b"), views: fc.constantFrom(1, 2) })
    .map((fields): Page => page([message(1, { ...fields, editedAt: null })], { source: "live" })),
  { minLength: 4, maxLength: 10 },
);

describe("committing pages to PostgreSQL", () => {
  it("ends in the state of its twin in memory, page by page, whatever the pages", async () => {
    await using database = await createTestDatabase();
    const store = new PostgresStore(database.pool);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(pages, async (sequence) => {
        const channel = { ...CHANNEL, id: -2_000_000_000_000 - ++runs };
        const memory = new MemoryStore();
        for (const each of [memory, store]) await each.saveChannel(channel);
        for (const each of sequence) {
          const committed = { ...each, channelId: channel.id };
          const result = await store.commitPage(committed);
          expect(result).toEqual(await memory.commitPage(committed));
        }
        const state = await snapshotOfPostgres(database.pool, channel.id);
        expect(state).toEqual(snapshotOfMemory(memory, channel.id));
        expect(state.messageCount).toBe(state.messages.length);
        expect(state.revisionCount).toBe(state.revisions.length);
      }),
      { numRuns: 150 },
    );
  });

  it("judges pages that are under way together as if each had waited for the one before", async () => {
    await using database = await createTestDatabase();
    const store = new PostgresStore(database.pool);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(smallPages, async (sequence) => {
        const channel = { ...CHANNEL, id: -3_000_000_000_000 - ++runs };
        const memory = new MemoryStore();
        for (const each of [memory, store]) await each.saveChannel(channel);
        const expected = [];
        for (const each of [sequence[0]!, ...sequence]) {
          expected.push(await memory.commitPage({ ...each, channelId: channel.id }));
        }
        // Only what was there before them all, and looked for, can be taken for known too early.
        const commit = (each: Page) => store.commitPage({ ...each, channelId: channel.id });
        const first = await commit(sequence[0]!);
        const second = await commit(sequence[0]!);
        const others = await Promise.all(sequence.slice(1).map(commit));
        expect([first, second, ...others]).toEqual(expected);
        const state = await snapshotOfPostgres(database.pool, channel.id);
        expect(state).toEqual(snapshotOfMemory(memory, channel.id));
      }),
      { numRuns: 100 },
    );
  });

  it("writes nothing at all for a page that is archived already", async () => {
    await using database = await createTestDatabase();
    const store = new PostgresStore(database.pool);
    await store.saveChannel(CHANNEL);
    const messages = Array.from({ length: 300 }, (_, i) => message(i + 1, { views: 1 }));
    const broken = page(messages, {
      proves: { first: 1, last: 300 },
      quarantined: [{ messageId: null, reason: "r", location: "l", raw: Buffer.from("x") }],
    });
    await store.commitPage(broken);
    const marks = async (): Promise<unknown> =>
      (
        await database.pool.query(
          `SELECT (SELECT array_agg(concat(xmin, xmax, ctid)) FROM message) AS messages,
             (SELECT concat(xmin, xmax, ctid) FROM channel) AS channel,
             (SELECT count(*) FROM event) AS events,
             (SELECT last_value FROM event_id_seq) AS event_sequence,
             (SELECT last_value FROM quarantined_item_id_seq) AS quarantine_sequence`,
        )
      ).rows;
    const before = await marks();
    await store.saveChannel(CHANNEL);
    await store.commitPage(broken);
    expect(await marks()).toEqual(before);
  });

  it("waits for nobody with a page that is archived already", async () => {
    await using database = await createTestDatabase();
    const store = new PostgresStore(database.pool);
    await store.saveChannel(CHANNEL);
    const file = { position: 0, sha256: Buffer.alloc(32, 1), sizeBytes: 9, path: "a.jpg" };
    const messages = [message(1), message(2, { mediaFiles: [file] })];
    // Twice: after a page of new messages the next one is expected to be new as well.
    await store.commitPage(page(messages));
    await store.commitPage(page(messages));
    await using other = await createTestDatabase({ migrated: false });
    // Holds the channel as a page in the middle of its transaction does.
    const holder = await database.pool.connect();
    await holder.query(
      `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('telekeep.channel:${CHANNEL.id}', 0))`,
    );
    expect(await store.commitPage(page(messages))).toMatchObject({ added: 0, unchanged: 2 });
    const elsewhere = { ...file, sha256: Buffer.alloc(32, 2) };
    const changed = store.commitPage(page([message(1), message(2, { mediaFiles: [elsewhere] })]));
    await someoneWaits(database, other);
    await holder.query("COMMIT");
    holder.release();
    expect(await changed).toMatchObject({ filesRecorded: 1, unchanged: 2 });
  });

  it("loses nothing and miscounts nothing when pages race", async () => {
    await using database = await createTestDatabase();
    const stores = Array.from({ length: 4 }, () => new PostgresStore(database.pool));
    await stores[0]!.saveChannel(CHANNEL);
    const ids = Array.from({ length: 40 }, (_, i) => i + 1);
    const versions = ["a", "b", "c", "d"];
    // Each store commits every version of every message, in an order of its own.
    await Promise.all(
      stores.map(async (store, n) => {
        for (let turn = 0; turn < versions.length; turn++) {
          const text = versions[(turn + n) % versions.length]!;
          const editedAt = versions.indexOf(text) * 10 || null;
          const messages = ids.map((id) => message(id, { text, editedAt }));
          const proves = { first: 1 + n * 10 + turn * 100, last: 10 + n * 10 + turn * 100 };
          await store.commitPage(page(n % 2 ? messages : messages.toReversed(), { proves }));
        }
      }),
    );
    const state = await snapshotOfPostgres(database.pool, CHANNEL.id);
    expect((state.messages as ObservedMessage[]).map(({ text }) => text)).toEqual(
      ids.map(() => "d"),
    );
    expect(state.messages).toHaveLength(40);
    expect(state.revisions).toHaveLength(120);
    expect(state).toMatchObject({ messageCount: 40, revisionCount: 120 });
    expect(state.coverage).toEqual(
      [0, 1, 2, 3].map((t) => ({ first: 1 + t * 100, last: 40 + t * 100 })),
    );
  });

  it("finds many bad messages in a page, and stores all others", async () => {
    await using database = await createTestDatabase();
    const store = new PostgresStore(database.pool);
    await store.saveChannel(CHANNEL);
    const isBad = (id: number): boolean => id % 97 === 0;
    const messages = Array.from({ length: 1000 }, (_, i) =>
      message(
        i + 1,
        isBad(i + 1) ? { raw: { ...message(1).raw, json: Buffer.from('"\\u0000"') } } : {},
      ),
    );
    const result = await store.commitPage(page(messages));
    expect(result.added).toBe(990);
    expect(result.quarantined.map(({ messageId }) => Number(messageId) % 97)).toEqual(
      Array.from({ length: 10 }, () => 0),
    );
    expect((await snapshotOfPostgres(database.pool, CHANNEL.id)).messageCount).toBe(990);
  });

  it("says that the database is unavailable when its connections are cut, with nothing half done", async () => {
    await using database = await createTestDatabase();
    const store = new PostgresStore(database.pool);
    await store.saveChannel(CHANNEL);
    await using other = await createTestDatabase({ migrated: false });
    const { rows } = await database.pool.query("SELECT current_database() AS name");
    // Holds the channel, so that the page is in the middle of its transaction.
    const holder = await database.pool.connect();
    holder.on("error", () => {});
    await holder.query("BEGIN; SELECT FROM channel FOR UPDATE");
    const outcome = store.commitPage(page([message(1)])).catch((error: unknown) => error);
    await someoneWaits(database, other);
    await other.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
      [rows[0].name],
    );
    holder.release(true);
    expect(await outcome).toBeInstanceOf(DatabaseUnavailable);
    expect((await snapshotOfPostgres(database.pool, CHANNEL.id)).messages).toEqual([]);
    expect(await store.commitPage(page([message(1)]))).toMatchObject({ added: 1 });
  });
});

/** Resolves when a session of `database` waits for a lock; `other` is where to ask from. */
function someoneWaits(database: TestDatabase, other: TestDatabase): Promise<unknown> {
  const name = new URL(database.connectionString).pathname.slice(1);
  return waitUntil(async () => {
    const { rows } = await other.pool.query(
      "SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'",
      [name],
    );
    return rows.length > 0;
  });
}
