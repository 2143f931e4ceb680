import type { Pool } from "pg";
import { expect, it } from "vitest";
import { PostgresStore } from "../../packages/core/src/store/postgres-store.ts";
import { CHANNEL, message, page } from "../contracts/sample-messages.ts";
import { createTestDatabase } from "./test-database.ts";

const OLD = { ...CHANNEL, id: -1_000_000_000_777 };

/** Entries that were read of the indexes of the messages and their versions. */
async function entriesRead(pool: Pool): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_stat_force_next_flush()");
    const { rows } = await client.query<{ count: number }>(
      `SELECT sum(idx_tup_read)::int AS count FROM pg_stat_user_indexes
       WHERE relname IN ('message', 'message_revision')`,
    );
    return rows[0]!.count;
  } finally {
    client.release();
  }
}

it("looks at one row a message also in a channel that is younger than the statistics", async () => {
  await using database = await createTestDatabase();
  // One connection, so that what it did is counted before it is asked about.
  database.pool.options.max = 1;
  const store = new PostgresStore(database.pool);
  const messages = (text: string, editedAt: number | null, count: number) =>
    Array.from({ length: count }, (_, i) => message(i + 1, { text: `${text} ${i}`, editedAt }));
  for (const channel of [OLD, CHANNEL]) await store.saveChannel(channel);
  const all = messages("old", null, 1000);
  for (let i = 0; i < 10; i++) {
    const later = all.map((each) => ({ ...each, id: each.id + i * 1000 }));
    await store.commitPage(page(later, { channelId: OLD.id, source: "import" }));
  }
  await database.pool.query("VACUUM (ANALYZE) message, message_revision");
  await store.commitPage(page(messages("new", null, 1000), { source: "import" }));
  const before = await entriesRead(database.pool);
  const edited = messages("edited", 2_000_000_000, 500);
  expect(await store.commitPage(page(edited, { source: "import" }))).toMatchObject({
    newVersions: 500,
  });
  // The comparison, the versions that are kept, the row that is replaced, the foreign keys.
  expect((await entriesRead(database.pool)) - before).toBeLessThan(500 * 10);
});
