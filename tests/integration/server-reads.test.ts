import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHANNEL, fillChannel } from "./server-fixture.ts";
import { type ServerUnderTest, startTestServer } from "./server-under-test.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
  await fillChannel(server.database.pool);
});
afterAll(() => server?.[Symbol.asyncDispose]());

const BY = `by: { telegramId: "${CHANNEL}" }`;

describe("reading channels and messages", () => {
  it("tells what is archived of a channel", async () => {
    const { data } = await server.ask(`{ channel(${BY}) {
      telegramId kind title username isPrivate
      stats { messageCount { value relation } revisionCount quarantinedCount
        oldestMessageAt newestMessageAt lastArchivedAt }
      coverage { topMessageId coveredIds missingIds isComplete
        ranges(first: 2) { edges { cursor node { fromMessageId toMessageId state } } pageInfo { hasNextPage } } }
    } }`);
    expect(data.channel).toMatchObject({
      telegramId: String(CHANNEL),
      kind: "CHANNEL",
      title: "Weather",
      username: "weather",
      isPrivate: false,
      stats: {
        messageCount: { value: 120, relation: "EXACT" },
        revisionCount: 2,
        quarantinedCount: 1,
        oldestMessageAt: "2026-01-01T00:01:00.000Z",
        newestMessageAt: "2026-01-01T02:00:00.000Z",
      },
      coverage: { topMessageId: 120, coveredIds: 100, missingIds: 20, isComplete: false },
    });
    const { edges, pageInfo } = data.channel.coverage.ranges;
    expect(edges.map(({ node }: { node: object }) => node)).toEqual([
      { fromMessageId: 1, toMessageId: 40, state: "COVERED" },
      { fromMessageId: 41, toMessageId: 60, state: "GAP" },
    ]);
    expect(pageInfo.hasNextPage).toBe(true);
    const next = await server.ask(
      `query ($after: String) { channel(${BY}) { coverage { ranges(after: $after) {
         edges { node { fromMessageId toMessageId state } } pageInfo { hasNextPage } } } } }`,
      { after: edges[1].cursor },
    );
    expect(next.data.channel.coverage.ranges).toEqual({
      edges: [{ node: { fromMessageId: 61, toMessageId: 120, state: "COVERED" } }],
      pageInfo: { hasNextPage: false },
    });
  });

  it("finds a channel by id, by username in any case, and answers null for a stranger", async () => {
    const { data } = await server.ask(`{ a: channel(by: { username: "@WEATHER" }) { id }
      b: channel(by: { username: "nobody" }) { id } }`);
    expect(data.b).toBeNull();
    const again = await server.ask(
      `query ($id: ID!) { channel(by: { id: $id }) { title } node(id: $id) { ... on Channel { title } } }`,
      { id: data.a.id },
    );
    expect(again.data).toEqual({ channel: { title: "Weather" }, node: { title: "Weather" } });
  });

  it("walks a channel in both directions, each message once", async () => {
    const walk = async (size: string, turn: string, cursor: string, more: string) => {
      const ids: number[] = [];
      for (let position: string | null = null; ; ) {
        const { data } = await server.ask(
          `query ($cursor: String) { channel(${BY}) { messages(${size}: 50, ${turn}: $cursor) {
             totalCount { value } edges { node { messageId } }
             pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
          { cursor: position },
        );
        const { edges, pageInfo, totalCount } = data.channel.messages;
        expect(totalCount.value).toBe(120);
        const page = edges.map((edge: { node: { messageId: number } }) => edge.node.messageId);
        if (size === "first") ids.push(...page);
        else ids.unshift(...page);
        position = pageInfo[cursor];
        if (!pageInfo[more]) return ids;
      }
    };
    const expected = Array.from({ length: 120 }, (_, index) => 120 - index);
    expect(await walk("first", "after", "endCursor", "hasNextPage")).toEqual(expected);
    expect(await walk("last", "before", "startCursor", "hasPreviousPage")).toEqual(expected);
  });

  it("gives every field of a message", async () => {
    const { data, errors } =
      await server.ask(`{ message(by: { permalink: "https://t.me/weather/120" }) {
      id messageId channel { title } permalink author { telegramId displayName signature }
      postedAt postedAtPrecision postedAtRaw editedAt text entities { kind offset length url } kind
      serviceAction viewCount forwardCount reactions { reaction count } replyTo { messageId text }
      replyToMessageId forwardOrigin { title } albumId deletion { observedAt } revisionCount
      media { kind state mimeType sizeBytes fileName originalFileName sha256 data }
      firstArchivedAt lastCheckedAt raw currentRevision { number isCurrent text }
    } }`);
    expect(errors).toBeUndefined();
    expect(data.message).toMatchObject({
      messageId: 120,
      channel: { title: "Weather" },
      permalink: "https://t.me/weather/120",
      author: { telegramId: "42", displayName: "Ann", signature: null },
      postedAt: "2026-01-01T02:00:00.000Z",
      postedAtPrecision: "EXACT",
      entities: [{ kind: "BOLD", offset: 2, length: 4, url: null }],
      kind: "REGULAR",
      viewCount: 120,
      reactions: [{ reaction: "👍", count: 3 }],
      replyTo: { messageId: 119, text: "message 119" },
      raw: { id: 120 },
      revisionCount: 2,
      currentRevision: { number: 2, isCurrent: true, text: "😀 bold" },
    });
    const [media] = data.message.media;
    expect(media).toMatchObject({
      kind: "PHOTO",
      sizeBytes: "1120",
      originalFileName: "../120.exe",
    });
    expect(media.fileName).toBe(media.sha256);
  });

  it("tells service messages from others, and null from a link to nothing", async () => {
    const { data } = await server.ask(`{
      service: message(by: { permalink: "t.me/weather/1" }) { kind serviceAction }
      private: message(by: { permalink: "t.me/c/1234567890/2" }) { messageId }
      missing: message(by: { permalink: "t.me/weather/9999" }) { kind } }`);
    expect(data).toEqual({
      service: { kind: "SERVICE", serviceAction: { type: "create_channel" } },
      private: { messageId: 2 },
      missing: null,
    });
  });

  it("numbers the versions of a message from the oldest, with what changed in words", async () => {
    const { data } =
      await server.ask(`{ message(by: { permalink: "t.me/weather/7" }) { id revisionCount
      revisions { edges { node { id number text isCurrent telegramEditedAt source rawSource contentHash
        previous { number } diff { op text } message { messageId } } } } } }`);
    expect(data.message.revisionCount).toBe(3);
    const versions = data.message.revisions.edges.map((edge: { node: object }) => edge.node);
    expect(versions).toMatchObject([
      { number: 1, text: "message 7", isCurrent: false, previous: null, diff: [] },
      { number: 2, text: "message seven", isCurrent: false, previous: { number: 1 } },
      {
        number: 3,
        text: "message number seven",
        isCurrent: true,
        telegramEditedAt: "2026-02-03T00:00:00.000Z",
        source: "IMPORT",
        rawSource: "DESKTOP_JSON",
        message: { messageId: 7 },
        diff: [
          { op: "EQUAL", text: "message " },
          { op: "INSERT", text: "number " },
          { op: "EQUAL", text: "seven" },
        ],
      },
    ]);
    const nodes = await server.ask(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on MessageRevision { number } } }",
      { ids: versions.map((version: { id: string }) => version.id) },
    );
    expect(nodes.data.nodes.map((node: { number: number }) => node.number)).toEqual([1, 2, 3]);
    const page = await server.ask(`{ message(by: { permalink: "t.me/weather/7" }) {
      revisions(last: 1) { edges { node { number } } pageInfo { hasPreviousPage hasNextPage } } } }`);
    expect(page.data.message.revisions).toEqual({
      edges: [{ node: { number: 3 } }],
      pageInfo: { hasPreviousPage: true, hasNextPage: false },
    });
  });

  it("reads a page of messages in as many statements as any other page", async () => {
    const count = async (first: number) => {
      server.statements.length = 0;
      const { errors } = await server.ask(`{ channel(${BY}) { messages(first: ${first}) {
        totalCount { value } edges { node { messageId text raw revisionCount permalink author { displayName }
          channel { title } media { fileName sha256 } replyTo { text media { fileName } revisionCount } } } } } }`);
      expect(errors).toBeUndefined();
      return server.statements.length;
    };
    const few = await count(5);
    expect(await count(50)).toBe(few);
    expect(few).toBeLessThanOrEqual(10);
  });

  it("does not read the raw objects when nobody asks for them", async () => {
    server.statements.length = 0;
    await server.ask(
      `{ channel(${BY}) { messages { edges { node { text replyTo { text } } } } } }`,
    );
    await server.ask(`{ channel(${BY}) { messages { edges { cursor } } } }`);
    expect(server.statements.length).toBeGreaterThan(3);
    expect(server.statements.join("\n")).not.toContain('"raw"');
  });

  it("refuses cursors, ids and page sizes that it did not offer, saying why", async () => {
    for (const field of [
      `channel(${BY}) { messages(after: "nonsense") { edges { cursor } } }`,
      `channel(${BY}) { messages(first: 201) { edges { cursor } } }`,
      `channel(${BY}) { messages(first: 0) { edges { cursor } } }`,
      `channel(${BY}) { messages(first: 1, last: 1) { edges { cursor } } }`,
      `node(id: "bm9uc2Vuc2U") { id }`,
      `message(by: { permalink: "https://evil.example/1" }) { id }`,
      `channel(by: { username: "%" }) { id }`,
    ]) {
      const { errors } = await server.ask(`{ ${field} }`);
      expect(errors?.[0]?.extensions?.["code"], field).toBe("INVALID_INPUT");
    }
  });

  it("answers null for an id of something that is not there", async () => {
    const id = Buffer.from(`Message:${CHANNEL}.9999`).toString("base64url");
    const { data } = await server.ask("query ($id: ID!) { node(id: $id) { id } }", { id });
    expect(data.node).toBeNull();
  });

  it("tells its version, its limits and that it is well", async () => {
    const { data } = await server.ask(`{ viewer { name scopes } server { version databaseKind
      health { isHealthy diskFreeBytes } limits { maxPageSize maxDepth } search { pendingMessages } } }`);
    expect(data).toMatchObject({
      viewer: { scopes: expect.arrayContaining(["READ", "RAW"]) },
      server: {
        version: "0.0.0",
        databaseKind: "EXTERNAL",
        health: { isHealthy: true },
        limits: { maxPageSize: 200, maxDepth: 12 },
        search: { pendingMessages: 0 },
      },
    });
  });
});
