import { randomUUID } from "node:crypto";
import pg from "pg";
import { describe, expect, it } from "vitest";
import {
  BatchColumns,
  prepareBatch,
  writeBatch,
} from "../../packages/core/src/store/index-messages.ts";
import { KnownWords } from "../../packages/core/src/store/known-words.ts";
import { rebuildSearchIndex } from "../../packages/core/src/store/rebuild-search-index.ts";
import { addMessages, CHANNEL, find, indexAll, indexInside, queue } from "./search-fixture.ts";
import { createTestDatabase } from "./test-database.ts";

const SOON = () => AbortSignal.timeout(30_000);

describe("the indexer", () => {
  it("makes a job's messages searchable and says when", async () => {
    await using database = await createTestDatabase();
    await using indexer = indexInside(database.pool);
    const jobId = randomUUID();
    await indexer.whenIndexed(jobId, SOON());
    await addMessages(database.pool, [{ id: 1, text: "hello" }], jobId);
    indexer.wake();
    await indexer.whenIndexed(jobId, SOON());
    expect(await find(database.pool, { words: "hello" })).toEqual([1]);
    expect(await indexer.pendingMessages()).toBe(0);
  });

  it("counts what waits, of a job and of all", async () => {
    await using database = await createTestDatabase();
    const jobId = randomUUID();
    await addMessages(
      database.pool,
      [
        { id: 1, text: "a" },
        { id: 2, text: "b" },
      ],
      jobId,
    );
    await addMessages(database.pool, [{ id: 3, text: "c" }]);
    const holder = await database.pool.connect();
    await holder.query("SELECT pg_advisory_lock(8388348690069644136)");
    await using indexer = indexInside(database.pool);
    expect(await indexer.pendingMessages(jobId)).toBe(2);
    expect(await indexer.pendingMessages()).toBe(3);
    expect(await find(database.pool, null)).toEqual([]);
    await holder.query("SELECT pg_advisory_unlock(8388348690069644136)");
    holder.release();
    await indexer.whenIndexed(jobId, SOON());
    expect(await find(database.pool, null)).toContain(2);
  });

  it("works through a backlog of many batches, over several connections", async () => {
    await using database = await createTestDatabase();
    for (let page = 0; page < 30; page++) {
      const ids = Array.from({ length: 300 }, (_, n) => page * 300 + n);
      await addMessages(
        database.pool,
        ids.map((id) => ({ id, text: `word${page} number ${id}` })),
      );
    }
    await indexAll(database.pool);
    expect(await find(database.pool, { literal: "number 8999" })).toEqual([8999]);
    const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM message_search");
    expect(rows[0].n).toBe(9000);
  });

  it("replaces what an older version of a message was found by", async () => {
    await using database = await createTestDatabase();
    await addMessages(database.pool, [{ id: 1, text: "before" }]);
    await indexAll(database.pool);
    await addMessages(database.pool, [{ id: 1, text: "after", isDeleted: true, postedAt: 5 }]);
    await indexAll(database.pool);
    expect(await find(database.pool, { words: "before" })).toEqual([]);
    expect(await find(database.pool, { words: "after" }, { filter: { isDeleted: true } })).toEqual([
      1,
    ]);
  });

  it("loses nothing when it dies between writing and committing", async () => {
    await using database = await createTestDatabase();
    await addMessages(database.pool, [{ id: 1, text: "durable" }]);
    const client = await database.pool.connect();
    client.on("error", () => {});
    await client.query("BEGIN");
    const batch = await prepareBatch(client, new KnownWords(), new BatchColumns());
    expect(batch?.ids).toEqual([1]);
    await writeBatch(client, batch!);
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    await database.pool.query("SELECT pg_terminate_backend($1, 10000)", [rows[0].pid]);
    client.release(true);
    expect(await find(database.pool, { words: "durable" })).toEqual([]);
    await indexAll(database.pool);
    expect(await find(database.pool, { words: "durable" })).toEqual([1]);
    expect(await find(database.pool, { literal: "urabl" })).toEqual([1]);
  });

  it("goes on after the server has cut its connections", async () => {
    await using database = await createTestDatabase();
    const pool = new pg.Pool({
      connectionString: database.connectionString,
      application_name: "cut",
    });
    pool.on("error", () => {});
    {
      await using indexer = indexInside(pool);
      const [first, second] = [randomUUID(), randomUUID()];
      await addMessages(database.pool, [{ id: 1, text: "one" }], first);
      await indexer.whenIndexed(first, SOON());
      await database.pool.query(
        `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'cut'`,
      );
      await addMessages(database.pool, [{ id: 2, text: "two" }], second);
      await indexer.whenIndexed(second, SOON());
    }
    await pool.end();
    expect(await find(database.pool, { words: "two" })).toEqual([2]);
  });

  it("leaves the rest in the queue when it is stopped", async () => {
    await using database = await createTestDatabase();
    const jobId = randomUUID();
    for (let page = 0; page < 4; page++) {
      const ids = Array.from({ length: 1000 }, (_, n) => page * 1000 + n);
      await addMessages(
        database.pool,
        ids.map((id) => ({ id, text: `n${id}` })),
        jobId,
      );
    }
    const holder = await database.pool.connect();
    await holder.query("BEGIN; LOCK TABLE message_search IN ACCESS EXCLUSIVE MODE");
    const indexer = indexInside(database.pool);
    const refused = expect(indexer.whenIndexed(jobId, SOON())).rejects.toThrow("stopped");
    const stopped = indexer[Symbol.asyncDispose]();
    await holder.query("ROLLBACK");
    holder.release();
    await stopped;
    await refused;
    const { rows } = await database.pool.query(
      `SELECT (SELECT sum(cardinality(message_ids)) FROM search_pending)::int AS pending,
         (SELECT count(*) FROM message_search)::int AS indexed`,
    );
    expect(rows[0].pending).toBeGreaterThan(0);
    expect(rows[0].pending + rows[0].indexed).toBe(4000);
    await indexAll(database.pool);
    expect(await find(database.pool, { literal: "n3999" })).toEqual([3999]);
  });

  it("stops waiting when the one who waits gives up", async () => {
    await using database = await createTestDatabase();
    const jobId = randomUUID();
    await addMessages(database.pool, [{ id: 1, text: "x" }], jobId);
    const holder = await database.pool.connect();
    await holder.query("SELECT pg_advisory_lock(8388348690069644136)");
    await using indexer = indexInside(database.pool);
    const giveUp = new AbortController();
    const waiting = indexer.whenIndexed(jobId, giveUp.signal);
    giveUp.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    holder.release(true);
  });

  it("indexes hostile texts and still finds what is in them", async () => {
    await using database = await createTestDatabase();
    await addMessages(database.pool, [
      { id: 1, text: `${"x".repeat(5000)}needle${"y".repeat(5000)}` },
      { id: 2, text: `${"word ".repeat(50_000)}beyond the end` },
      {
        id: 3,
        text: Array.from({ length: 40_000 }, (_, n) => String.fromCodePoint(0x20000 + n)).join(""),
      },
      { id: 4, text: "'quoted' \\ back\\slash ' : * & | ! ( )" },
      { id: 5, text: "" },
      { id: 6, text: Array.from({ length: 20_000 }, (_, n) => `w${n}`).join(" ") },
    ]);
    await indexAll(database.pool);
    expect(await find(database.pool, { literal: "xneedley" })).toEqual([1]);
    expect(await find(database.pool, { literal: "beyond the end" })).toEqual([2]);
    expect(await find(database.pool, { words: "word" })).toEqual([2]);
    expect(await find(database.pool, { literal: "\u{20100}\u{20101}" })).toEqual([3]);
    expect(await find(database.pool, { literal: "back\\sl" })).toEqual([4]);
    expect(await find(database.pool, { words: "w7" })).toEqual([6]);
    expect(await find(database.pool, null)).toHaveLength(6);
  });

  it("ignores a queued message that is not there", async () => {
    await using database = await createTestDatabase();
    await addMessages(database.pool, [{ id: 1, text: "here" }]);
    await queue(database.pool, CHANNEL, [99]);
    await queue(database.pool, CHANNEL, []);
    await indexAll(database.pool);
    expect(await find(database.pool, null)).toEqual([1]);
  });
});

describe("rebuilding", () => {
  it("makes the same index again from the messages alone", async () => {
    await using database = await createTestDatabase();
    const { pool } = database;
    await addMessages(
      pool,
      Array.from({ length: 1200 }, (_, id) => ({
        id,
        text: `Message ${id} о взрывах`,
        media: ["photo"],
      })),
    );
    await indexAll(pool);
    const content = async () =>
      (
        await pool.query(
          `SELECT md5(string_agg(concat(channel_id, id, posted_at, folded, terms), '' ORDER BY id)),
             (SELECT md5(string_agg(word, '' ORDER BY word)) FROM search_word) FROM message_search`,
        )
      ).rows;
    const before = await content();
    await pool.query("TRUNCATE message_search, search_word");
    expect(await rebuildSearchIndex(pool)).toBe(1200);
    await indexAll(pool);
    expect(await content()).toEqual(before);
  });
});
