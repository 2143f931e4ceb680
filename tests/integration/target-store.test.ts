import { describe, expect, it } from "vitest";
import { NotFound } from "../../packages/core/src/domain/errors.ts";
import { MemoryTargetStore } from "../../packages/core/src/store/memory-target-store.ts";
import { PostgresStore } from "../../packages/core/src/store/postgres-store.ts";
import { PostgresTargetStore } from "../../packages/core/src/store/target-store.ts";
import { FOUND_ID, found, targetStoreContract } from "../contracts/target-store.ts";
import type { TestDatabase } from "./test-database.ts";
import { createTestDatabase } from "./test-database.ts";

async function databaseWithAccounts(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await database.pool.query(
    "INSERT INTO account (id, label, dc) VALUES (7, 'seven', 2), (8, 'eight', 4)",
  );
  return database;
}

targetStoreContract("PostgreSQL", async () => {
  const database = await databaseWithAccounts();
  return {
    store: new PostgresTargetStore(database.pool),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
});
targetStoreContract("memory", async () => ({
  store: new MemoryTargetStore(),
  [Symbol.asyncDispose]: async () => {},
}));

async function rowsOf(database: TestDatabase, table: string): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query(`SELECT * FROM ${table} ORDER BY id`);
  return rows;
}

describe("what was seen of a channel", () => {
  it("is written down when something differs, and only then", async () => {
    await using database = await databaseWithAccounts();
    const store = new PostgresTargetStore(database.pool);
    await store.saveFound(found());
    await store.saveFound(found({ topMessageId: 501 }));
    await store.saveFound(found({ isProtected: true, linkedChannelId: -1_000_000_000_043 }));
    await store.saveFound(found({ isProtected: true }));
    const renamed = { ...found().profile, title: "Новости", username: null };
    await store.saveFound(found({ isProtected: true, profile: renamed }));
    expect(await rowsOf(database, "channel_profile")).toMatchObject([
      { title: "News", username: "news", is_protected: false, linked_channel_id: null },
      { title: "News", is_protected: true, linked_channel_id: "-1000000000043" },
      { title: "Новости", username: null, linked_channel_id: "-1000000000043" },
    ]);
    expect(await rowsOf(database, "channel")).toMatchObject([
      { title: "Новости", top_message_id: 501, is_forum: false, coverage: "{}" },
    ]);
  });

  it("is kept of an import too, whichever of both comes first", async () => {
    await using database = await databaseWithAccounts();
    const archive = new PostgresStore(database.pool);
    const targets = new PostgresTargetStore(database.pool);
    const old = { ...found().profile, title: "Old", username: null, isPrivate: null };
    await archive.saveChannel(old);
    await targets.saveFound(found());
    await archive.saveChannel(old);
    expect(await rowsOf(database, "channel_profile")).toMatchObject([
      { title: "Old", username: null, is_protected: null },
      { title: "News", username: "news", is_protected: false },
      { title: "Old", username: "news", is_protected: false },
    ]);
  });

  it("takes a name away from the channel that had it before", async () => {
    await using database = await databaseWithAccounts();
    const store = new PostgresTargetStore(database.pool);
    await store.saveFound(found());
    const profile = { ...found().profile, id: FOUND_ID - 1, username: "NEWS" };
    const access = { ...found().access, channelId: profile.id };
    await store.saveFound(found({ profile, access }));
    expect(await rowsOf(database, "channel")).toMatchObject([
      { id: String(FOUND_ID - 1), username: "NEWS" },
      { id: String(FOUND_ID), username: null },
    ]);
    expect(await rowsOf(database, "channel_username")).toMatchObject([
      { channel_id: String(FOUND_ID), username: "news" },
      { channel_id: String(FOUND_ID - 1), username: "NEWS" },
      { channel_id: String(FOUND_ID), username: null },
    ]);
  });

  it("does not wait for a page of the channel that is being committed", async () => {
    await using database = await databaseWithAccounts();
    const store = new PostgresTargetStore(database.pool);
    await store.saveFound(found());
    const committing = await database.pool.connect();
    try {
      await committing.query("BEGIN");
      await committing.query("UPDATE channel SET message_count = 1");
      await store.saveFound(found());
    } finally {
      await committing.query("ROLLBACK");
      committing.release();
    }
    expect(await rowsOf(database, "channel_profile")).toHaveLength(1);
  });

  it("knows no channel of an account that is not recorded", async () => {
    await using database = await databaseWithAccounts();
    const store = new PostgresTargetStore(database.pool);
    const access = { accountId: 9, channelId: FOUND_ID, accessHash: null };
    await expect(store.saveFound(found({ access }))).rejects.toThrow(NotFound);
    expect(await rowsOf(database, "channel")).toEqual([]);
  });

  it("stores a title that no database could hold as it is", async () => {
    await using database = await databaseWithAccounts();
    const store = new PostgresTargetStore(database.pool);
    const profile = { ...found().profile, title: "a\0b\ud800" };
    await store.saveFound(found({ profile }));
    await store.saveFound(found({ profile }));
    expect(await rowsOf(database, "channel_profile")).toMatchObject([{ title: "a\ufffdb\ufffd" }]);
  });
});
