import { openArchive } from "@telekeep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexAll, queue } from "./search-fixture.ts";
import { CHANNEL, fillChannel } from "./server-fixture.ts";
import { type ServerUnderTest, startTestServer } from "./server-under-test.ts";

const log = { info() {}, warn() {}, error() {} };
const archives = new AsyncDisposableStack();
let server: ServerUnderTest;

beforeAll(async () => {
  server = await startTestServer({
    archive: async ({ connectionString, pool }) => {
      // The server's own time zone is not UTC: what is shown has to be all the same.
      const { rows } = await pool.query("SELECT current_database() AS name");
      await pool.query(`ALTER DATABASE ${rows[0].name} SET timezone TO 'America/St_Johns'`);
      return archives.use(await openArchive({ connectionString, log, isWorker: false }));
    },
  });
  const { pool } = server.database;
  await fillChannel(pool);
  await pool.query(
    `UPDATE message SET posted_at_raw = '01.02.2026', author_signature = 'A. ⚡', forwards = 7,
       forward = '{"id":42,"name":"Origin","messageId":9,"postedAt":1767225600}',
       album_id = 9223372036854775807, topic_id = 3, reply_to_peer_id = $1, raw_layer = 225,
       deleted_at = '2026-03-01T00:00:00.123Z', posted_at = NULL, raw_source = 'mtproto',
       entities = '[{"type":"text_link","offset":0,"length":3,"url":"https://example.org"}]'
     WHERE channel_id = $1 AND id = 60`,
    [CHANNEL],
  );
  const ids = Array.from({ length: 120 }, (_, index) => index + 1);
  await queue(pool, Number(CHANNEL), ids);
  await indexAll(pool);
});
afterAll(async () => {
  await archives.disposeAsync();
  await server?.[Symbol.asyncDispose]();
});

/** Everything that is shown of a message itself, and of its channel. */
const FIELDS = `
  id messageId permalink author { telegramId displayName signature } postedAt postedAtPrecision
  postedAtRaw editedAt text entities { kind offset length url } kind serviceAction viewCount
  forwardCount reactions { reaction count } replyToMessageId albumId revisionCount raw
  forwardOrigin { telegramId title messageId postedAt } deletion { observedAt } firstArchivedAt
  media { kind state mimeType sizeBytes width height fileName originalFileName sha256 data }
  lastCheckedAt channel {
    id telegramId kind title username isPrivate addedAt
    stats { messageCount { value } revisionCount lastArchivedAt }
  }`;

async function asHits(fields: string) {
  const { data, errors } = await server.ask(
    `{ searchMessages(first: 200) { edges { node { ${fields} } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.searchMessages.edges.map(({ node }: { node: { messageId: number } }) => node);
}

async function byThemselves(fields: string) {
  const { data, errors } = await server.ask(
    `{ channel(by: { telegramId: "${CHANNEL}" }) {
         messages(first: 200) { edges { node { ${fields} } } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.channel.messages.edges.map(({ node }: { node: { messageId: number } }) => node);
}

const byId = (a: { messageId: number }, b: { messageId: number }) => a.messageId - b.messageId;

describe("a message as a hit", () => {
  it.each([
    ["all of its columns", FIELDS],
    ["one column", "messageId"],
    [
      "its versions and what it answers",
      "messageId revisions(first: 2) { edges { node { text } } } replyTo { text }",
    ],
    [
      "more of its channel than columns",
      "messageId channel { coverage { coveredIds } messages(first: 1) { edges { node { text } } } }",
    ],
  ])("shows what it shows by itself: %s", async (_name, fields) => {
    const hits = await asHits(fields);
    expect(hits).toHaveLength(120);
    // Newest first, and the one without a time last.
    expect(hits[0].messageId).toBe(120);
    expect(hits.at(-1).messageId).toBe(60);
    if ("postedAt" in hits[0]) expect(hits[0].postedAt).toBe("2026-01-01T02:00:00.000Z");
    expect(hits.toSorted(byId)).toEqual((await byThemselves(fields)).toSorted(byId));
  });

  it("is read with the hits, in no statement of the API's own", async () => {
    server.statements.length = 0;
    await asHits(FIELDS);
    expect(server.statements).toEqual([]);
    await asHits("messageId revisions(first: 2) { edges { node { text } } }");
    expect(server.statements.length).toBeGreaterThan(0);
  });

  it("is left out when it is in the index and not in the archive", async () => {
    const { pool } = server.database;
    await pool.query(
      `INSERT INTO message_search SELECT channel_id, 999, posted_at, folded, terms
       FROM message_search WHERE id = 5`,
    );
    try {
      expect(await asHits("messageId")).toHaveLength(120);
      expect(
        await asHits("messageId revisions(first: 2) { edges { node { text } } }"),
      ).toHaveLength(120);
    } finally {
      await pool.query("DELETE FROM message_search WHERE id = 999");
    }
  });
});
