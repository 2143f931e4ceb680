import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { edit, post } from "../simulator/world/change-messages.ts";
import { type FetchingServer, startFetchingServer } from "./fetching-server.ts";
import { type Events, subscribe } from "./server-subscription.ts";
import { waitUntil } from "./wait-until.ts";

const SET = `mutation ($input: SetChannelFollowingInput!) { setChannelFollowing(input: $input) {
  __typename
  ... on SetChannelFollowingSuccess { channel { isFollowing followingSince followingTrouble } }
  ... on Error { code message }
} }`;
const STREAM = `subscription ($channelIds: [ID!], $after: String) {
  messageArchived(channelIds: $channelIds, after: $after) {
    cursor messageCount channel { username } messages { messageId text revisionCount }
  }
}`;

interface Archived {
  readonly messageArchived: {
    readonly cursor: string;
    readonly messages: { messageId: number; text: string; revisionCount: number }[];
  };
}

describe("following over the API", () => {
  let server: FetchingServer;
  let channelId: string;
  beforeAll(async () => {
    server = await startFetchingServer({ world: { large: { ids: 50, channels: 2 } } });
    channelId = await server.addChannel("@large_1");
  });
  afterAll(async () => await server[Symbol.asyncDispose]());

  const set = (input: object) => server.ask(SET, { input });
  const archived = async (events: Events) => ((await events.next()) as Archived).messageArchived;
  /** Reads on until there is such a message. */
  const found = async (events: Events, message: object) => {
    for (;;) {
      const { messages } = await archived(events);
      if (messages.some((one) => JSON.stringify(one) === JSON.stringify(message))) return;
    }
  };

  it("begins and ends as it is told, and says since when", async () => {
    const query = "query ($id: ID!) { channel(by: {id: $id}) { isFollowing followingSince } }";
    const ask = () => server.ask(query, { id: channelId });
    expect(await ask()).toEqual({ isFollowing: false, followingSince: null });
    const first = await set({ channelId, isFollowing: true });
    expect(first).toMatchObject({
      channel: { isFollowing: true, followingTrouble: null },
    });
    const { followingSince } = first.channel;
    expect(Date.parse(followingSince)).toBeGreaterThan(0);
    const again = await set({ channelId, isFollowing: true });
    expect(again.channel.followingSince).toBe(followingSince);
    await set({ channelId, isFollowing: false });
    await set({ channelId, isFollowing: false });
    expect(await ask()).toEqual({ isFollowing: false, followingSince: null });
  });

  it("refuses a channel that is not there, and an account that has not seen it", async () => {
    const unknown = Buffer.from("Channel:-1009999999999").toString("base64url");
    for (const input of [
      { channelId: unknown, isFollowing: true },
      { channelId, isFollowing: true, telegramUserId: "424242" },
    ]) {
      expect(await set(input)).toMatchObject({
        __typename: "NotFoundError",
        message: "No account here has seen this channel; add it with an account that can.",
      });
    }
  });

  it.each(["WebSocket", "a stream of events"] as const)(
    "tells over %s of each message once, and goes on from a cursor",
    async (transport) => {
      const { world } = server.simulator;
      const chat = world.chat("large1");
      await set({ channelId, isFollowing: true });
      let cursor: string;
      let id: number;
      {
        await using events = subscribe(server.api, transport, STREAM, { channelIds: [channelId] });
        // Nothing tells when a subscription has begun but its first event.
        let begun: Awaited<ReturnType<typeof archived>> | null = null;
        const first = archived(events).then((event) => (begun = event));
        await waitUntil(
          () => begun !== null || post(world, chat, { text: "is anybody there" }) < 0,
        );
        ({ cursor } = await first);
        id = post(world, chat, { text: `one ${transport}` });
        await found(events, { messageId: id, text: `one ${transport}`, revisionCount: 1 });
        edit(world, chat, id, { text: `two ${transport}` });
        await found(events, { messageId: id, text: `two ${transport}`, revisionCount: 2 });
      }
      const last = post(world, chat, { text: `last ${transport}` });
      await using events = subscribe(server.api, transport, STREAM, { after: cursor });
      const ids: number[] = [];
      while (!ids.includes(last)) {
        ids.push(...(await archived(events)).messages.map(({ messageId }) => messageId));
      }
      // Once when it was new and once for its second version.
      expect(ids.filter((one) => one === id)).toHaveLength(2);
      expect(ids.filter((one) => one === last)).toHaveLength(1);
    },
  );

  it("refuses a cursor of its own making", async () => {
    const after = Buffer.from(JSON.stringify(["archived", "1'", "99999999999999999999"]));
    await using events = subscribe(server.api, "WebSocket", STREAM, {
      after: after.toString("base64url"),
    });
    await expect(events.next()).rejects.toThrow("That cursor is not one of this stream");
  });

  it("shows what was counted at a message over time, page by page", async () => {
    const { pool } = server.api.database;
    const { messages } = await server.ask(
      `query ($id: ID!) { channel(by: {id: $id}) { messages(last: 1) { edges { node { id messageId } } } } }`,
      { id: channelId },
    );
    const { id: message, messageId } = messages.edges[0].node;
    await pool.query(
      `INSERT INTO message_metric (channel_id, id, sampled_at, views, forwards, reactions)
       SELECT channel_id, $1, timestamptz '2020-01-01Z' + i * interval '1 hour', 10 * i, i,
         '[{"reaction":"👍","count":2}]' FROM generate_series(1, 5) AS i, message WHERE id = $1`,
      [messageId],
    );
    const query = `query ($id: ID!, $after: String) { node(id: $id) { ... on Message {
      metrics(first: 3, after: $after) {
        edges { node { sampledAt viewCount forwardCount reactions { reaction count } } }
        pageInfo { hasNextPage endCursor }
      } } } }`;
    const { metrics } = await server.ask(query, { id: message });
    expect(metrics.edges.map((edge: { node: unknown }) => edge.node)[0]).toEqual({
      ...{ sampledAt: "2020-01-01T01:00:00.000Z", viewCount: 10, forwardCount: 1 },
      reactions: [{ reaction: "👍", count: 2 }],
    });
    expect(metrics.pageInfo.hasNextPage).toBe(true);
    const after = metrics.pageInfo.endCursor;
    const rest = (await server.ask(query, { id: message, after })).metrics;
    expect(
      rest.edges.map((edge: { node: { viewCount: number } }) => edge.node.viewCount).slice(0, 2),
    ).toEqual([40, 50]);
  });
});
