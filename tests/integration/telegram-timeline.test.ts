import { markPeer } from "@telekeep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { existingIds } from "../simulator/world/oracle.ts";
import { addByApi } from "./add-by-api.ts";
import { type FetchingServer, startFetchingServer } from "./fetching-server.ts";
import { waitUntil } from "./wait-until.ts";

let server: FetchingServer;
beforeAll(async () => {
  server = await startFetchingServer({ world: "tiny" });
});
afterAll(async () => await server[Symbol.asyncDispose]());

const channelId = (key: string) => markPeer("channel", server.simulator.world.chat(key).id);
const groupId = (key: string) => markPeer("group", server.simulator.world.chat(key).id);
const add = (input: object) => addByApi(server, input);

describe("a group that became a supergroup", () => {
  const TIMELINE = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String,
      $isWhole: Boolean! = true) {
    node(id: $id) { ... on Channel { earlier { telegramId } later { telegramId }
      messages(first: $first, after: $after, last: $last, before: $before,
        isWholeTimeline: $isWhole) {
        totalCount { value relation }
        edges { cursor node { messageId channel { telegramId } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`;
  type Edge = { cursor: string; node: { messageId: number; channel: { telegramId: string } } };
  const placesOf = (edges: readonly Edge[]) =>
    edges.map(({ node }) => `${node.channel.telegramId}/${node.messageId}`);
  type Added = { channel: { id: string; telegramId: string }; channels: object[]; jobs: object[] };
  let added: Added;
  let id: string;
  let expected: string[];

  beforeAll(async () => {
    const ids = [channelId("quay"), groupId("quay_old")].map(String);
    added = await add({ reference: ids[1] });
    id = added.channel.id;
    const { rows } = await server.api.database.pool.query<{ place: string }>(
      `SELECT channel_id || '/' || id AS place FROM message
       WHERE channel_id = ANY ($1::bigint[]) ORDER BY channel_id, id DESC`,
      [ids],
    );
    expected = rows.map(({ place }) => place);
  });

  it("is archived whole, whichever of both parts is added", async () => {
    for (const one of [added, await add({ reference: "@quay_talk" })]) {
      expect(one.channel.telegramId).toBe(String(channelId("quay")));
      expect(one.channels).toEqual([
        { telegramId: String(channelId("quay")) },
        { telegramId: String(groupId("quay_old")) },
      ]);
      expect(one.jobs).toHaveLength(2);
    }
    // A message with a NUL, which PostgreSQL cannot store, is in quarantine.
    const { rowCount } = await server.api.database.pool.query("SELECT FROM quarantined_item");
    const { world } = server.simulator;
    const there = [...existingIds(world, "quay"), ...existingIds(world, "quay_old")];
    expect(expected).toHaveLength(there.length - (rowCount ?? 0));
    expect(await server.ask(TIMELINE, { id })).toMatchObject({
      earlier: { telegramId: String(groupId("quay_old")) },
      later: null,
    });
  });

  it("is one timeline, newest first, across the seam and in both directions", async () => {
    for (const size of [1, 7, 41, 200]) {
      const down: string[] = [];
      for (let after: string | null = null; ; ) {
        const { messages } = await server.ask(TIMELINE, { id, first: size, after });
        expect(messages.totalCount).toEqual({ value: expected.length, relation: "EXACT" });
        down.push(...placesOf(messages.edges));
        if (!messages.pageInfo.hasNextPage) break;
        after = messages.pageInfo.endCursor;
      }
      expect(down).toEqual(expected);
      const up: string[] = [];
      for (let before: string | null = null; ; ) {
        const { messages } = await server.ask(TIMELINE, { id, last: size, before });
        up.unshift(...placesOf(messages.edges));
        if (!messages.pageInfo.hasPreviousPage) break;
        before = messages.pageInfo.startCursor;
      }
      expect(up).toEqual(expected);
    }
  });

  it("is its own part alone when that is asked for", async () => {
    const { messages } = await server.ask(TIMELINE, { id, first: 200, isWhole: false });
    const own = expected.filter((place) => place.startsWith(`${channelId("quay")}/`));
    expect(placesOf(messages.edges)).toEqual(own);
    expect(messages.totalCount.value).toBe(own.length);
  });

  it("shows once what an export told under the supergroup's own ids", async () => {
    const [group, channel] = [groupId("quay_old"), channelId("quay")];
    const { pool } = server.api.database;
    const { rows } = await pool.query<{ id: number }>(
      "SELECT id FROM message WHERE channel_id = $1 ORDER BY id LIMIT 1 OFFSET 3",
      [group],
    );
    const imported = rows[0]!.id - 1_000_000_000;
    await pool.query(
      `INSERT INTO message (channel_id, id, time_precision, text, raw, raw_source, content_hash,
         source) VALUES ($1, $2, 'none', 'x', '{}', 'desktop_json', '\\x00', 'import')`,
      [channel, imported],
    );
    await pool.query("UPDATE channel SET message_count = message_count + 1 WHERE id = $1", [
      channel,
    ]);
    const { messages } = await server.ask(TIMELINE, { id, first: 200 });
    const places = placesOf(messages.edges);
    expect(places).toContain(`${channel}/${imported}`);
    expect(places).not.toContain(`${group}/${rows[0]!.id}`);
    expect(places).toHaveLength(expected.length);
    expect(messages.totalCount.value).toBe(expected.length);
  });

  it("is searched as one, unless its own part is asked for", async () => {
    const SEARCH = `query ($filter: MessageFilter!) { searchMessages(filter: $filter, first: 200) {
      edges { node { channel { telegramId } } } } }`;
    const partsOf = async (filter: object) => {
      const { edges } = await server.ask(SEARCH, { filter });
      return new Set(edges.map(({ node }: Edge) => node.channel.telegramId));
    };
    await waitUntil(async () => (await server.archive.pendingSearchMessages()) === 0);
    const both = new Set([String(channelId("quay")), String(groupId("quay_old"))]);
    expect(await partsOf({ channels: [id] })).toEqual(both);
    const alone = await partsOf({ channels: [id], isWholeTimeline: false });
    expect(alone).toEqual(new Set([String(channelId("quay"))]));
  });
});
