import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const HASH = "'\\x01'::bytea";

describe("what was seen, against plain SQL", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.pool.query(`
      INSERT INTO channel (id, kind, title, coverage) VALUES (-1, 'channel', '', '{[1,10)}');
      INSERT INTO message (channel_id, id, text, time_precision, raw, raw_source, content_hash, source)
        VALUES (-1, 1, 'first', 'none', '{}', 'desktop_json', ${HASH}, 'import');
      UPDATE message SET text = 'second', content_hash = '\\x02';
      INSERT INTO quarantined_item (channel_id, reason, location, raw, raw_hash)
        VALUES (-1, '', '', '\\x00', ${HASH})`);
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const everything = async () => {
    const { rows } = await database.pool.query(`SELECT
      (SELECT json_agg(m ORDER BY m.id) FROM message m) AS messages,
      (SELECT json_agg(r ORDER BY r.id) FROM message_revision r) AS revisions,
      (SELECT json_agg(q) FROM quarantined_item q) AS quarantine,
      (SELECT json_agg(p) FROM channel_profile p) AS profiles,
      (SELECT json_agg(c) FROM channel c) AS channels`);
    return rows[0];
  };

  it.each([
    "DELETE FROM message",
    "TRUNCATE message CASCADE",
    "DELETE FROM message_revision",
    "UPDATE message_revision SET text = ''",
    "TRUNCATE message_revision",
    "DELETE FROM quarantined_item",
    "UPDATE quarantined_item SET raw = ''",
    "TRUNCATE quarantined_item",
    "DELETE FROM channel",
    "TRUNCATE channel CASCADE",
    "DELETE FROM channel_profile",
    "UPDATE channel_profile SET title = ''",
    "TRUNCATE channel_profile",
    "UPDATE message SET text = 'quietly changed'",
    "UPDATE channel SET coverage = '{}'",
    "UPDATE channel SET coverage = '{[1,9)}'",
  ])("refuses %s", async (statement) => {
    const before = await everything();
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: "23001" });
    expect(await everything()).toEqual(before);
  });

  it("keeps the version that an update replaces, whatever made the update", async () => {
    const { rows } = await database.pool.query("SELECT text FROM message_revision");
    expect(rows).toEqual([{ text: "first" }]);
  });

  it("keeps what a channel was called, whatever changed it", async () => {
    await database.pool.query("UPDATE channel SET title = 'renamed', message_count = 5");
    await database.pool.query("UPDATE channel SET title = 'renamed', message_count = 6");
    const { rows } = await database.pool.query("SELECT title FROM channel_profile ORDER BY id");
    expect(rows).toEqual([{ title: "" }, { title: "renamed" }]);
  });

  it("lets coverage grow", async () => {
    await database.pool.query("UPDATE channel SET coverage = coverage + '{[20,30)}'");
    const { rows } = await database.pool.query("SELECT coverage::text FROM channel");
    expect(rows).toEqual([{ coverage: "{[1,10),[20,30)}" }]);
  });
});
