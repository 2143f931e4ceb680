import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArchive } from "@telekeep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SearchDatabase } from "../../packages/core/src/store/search-database.ts";
import { searchMessages } from "../../packages/core/src/store/search-messages.ts";
import { type ServerUnderTest, startTestServer } from "./server-under-test.ts";

const log = { info() {}, warn() {}, error() {} };
const TEXTS = [
  "😀 The quick brown fox",
  "Быстрая коричневая лиса",
  "another fox, and foxes",
  "nothing here",
];

const archives = new AsyncDisposableStack();
let folder: string;
let server: ServerUnderTest;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "telekeep-search-"));
  server = await startTestServer({
    archive: async ({ connectionString }) =>
      archives.use(await openArchive({ connectionString, log })),
  });
  const messages = Array.from({ length: 120 }, (_, index) => ({
    ...{ id: index + 1, type: "message", date: "2026-01-01T00:00:00" },
    ...{ date_unixtime: String(1_767_225_600 + index), from: "Ann", from_id: `user${index % 2}1` },
    text: TEXTS[index % 4],
    text_entities: [{ type: "plain", text: TEXTS[index % 4] }],
  }));
  const file = path.join(folder, "result.json");
  await writeFile(
    file,
    JSON.stringify({ name: "Foxes", type: "public_channel", id: 1222222222, messages }),
  );
  const { data } = await server.ask(
    `mutation ($input: ImportDesktopExportInput!) { importDesktopExport(input: $input) {
       ... on ImportDesktopExportSuccess { job { id } } } }`,
    { input: { paths: [file], idempotencyKey: randomUUID() } },
  );
  const client = server.connect();
  // An import is over when it can be searched.
  await Array.fromAsync(
    client.iterate({
      query: "subscription ($id: ID!) { jobProgress(id: $id) { isFinal } }",
      variables: { id: data.importDesktopExport.job.id },
    }),
  );
  await client.dispose();
});
afterAll(async () => {
  await archives.disposeAsync();
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const search = (args: string, fields = "edges { node { messageId text } }") =>
  server.ask(`{ searchMessages(${args}) { ${fields} totalCount { value relation } } }`);

describe("searching messages", () => {
  it("finds words in any inflection, the newest first, with what was found in code points", async () => {
    const { data } = await search(
      'query: { words: "fox" }, first: 3',
      "edges { score highlights { offset length } node { messageId text } } tookMilliseconds pendingMessages",
    );
    expect(data.searchMessages).toMatchObject({
      totalCount: { value: 60, relation: "EXACT" },
      pendingMessages: 0,
    });
    const [newest, second] = data.searchMessages.edges;
    expect(newest.node).toEqual({ messageId: 119, text: TEXTS[2] });
    expect(newest.highlights).toEqual([
      { offset: 8, length: 3 },
      { offset: 17, length: 5 },
    ]);
    expect(second).toMatchObject({
      node: { messageId: 117 },
      highlights: [{ offset: 18, length: 3 }],
    });
  });

  it("finds a run of characters, in any script", async () => {
    const { data } = await search(
      'query: { literal: "ЧНЕВ" }, first: 1',
      "edges { highlights { offset length } }",
    );
    expect(data.searchMessages).toMatchObject({
      totalCount: { value: 30 },
      edges: [{ highlights: [{ offset: 12, length: 4 }] }],
    });
  });

  it("goes through all hits in pages, each once", async () => {
    const ids: number[] = [];
    for (let after: string | null = null; ; ) {
      const { data } = await server.ask(
        `query ($after: String) { searchMessages(query: { words: "fox" }, first: 25, after: $after) {
           edges { node { messageId } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
        { after },
      );
      const { edges, pageInfo } = data.searchMessages;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      ids.push(...edges.map(({ node }: { node: { messageId: number } }) => node.messageId));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
    expect(ids).toHaveLength(60);
  });

  it("narrows by what a message is, also without a query", async () => {
    const { data } = await server.ask('{ channel(by: { telegramId: "-1001222222222" }) { id } }');
    const count = async (filter: string) =>
      (await search(`filter: { ${filter} }`)).data.searchMessages.totalCount.value;
    expect(await count(`channels: ["${data.channel.id}"]`)).toBe(120);
    expect(await count('senderIds: ["11"]')).toBe(60);
    expect(await count('postedAfter: "2026-01-01T00:01:00.000Z"')).toBe(60);
    expect(await count('postedBefore: "2026-01-01T00:00:10Z"')).toBe(10);
    expect(await count("hasMedia: true")).toBe(0);
    expect(
      await count("isEdited: false, isReply: false, isDeleted: false, isForwarded: false"),
    ).toBe(120);
    expect(await count("mediaKinds: [PHOTO]")).toBe(0);
  });

  it("ranks when it is asked to", async () => {
    const { data } = await search(
      'query: { words: "fox" }, orderBy: RELEVANCE, first: 2',
      "edges { score }",
    );
    const [first, second] = data.searchMessages.edges;
    expect(first.score).toBeGreaterThanOrEqual(second.score);
  });

  it("warns of channels whose history was not wholly examined, as an import proves nothing", async () => {
    const { data } = await search(
      'query: { words: "fox" }, first: 1',
      "coverageWarnings { channel { title } missingIds }",
    );
    expect(data.searchMessages.coverageWarnings).toEqual([
      { channel: { title: "Foxes" }, missingIds: 120 },
    ]);
  });

  it("loads the messages of a page in as many statements as any other page", async () => {
    const count = async (first: number) => {
      server.statements.length = 0;
      const { errors } = await search(
        `query: { words: "fox" }, first: ${first}`,
        "edges { node { text channel { title } media { kind } revisionCount replyTo { text } } }",
      );
      expect(errors).toBeUndefined();
      return server.statements.length;
    };
    expect(await count(50)).toBe(await count(2));
  });

  it("refuses what no search can be made of, saying why", async () => {
    for (const args of [
      'query: { words: "-fox" }',
      `query: { words: "${"x".repeat(1001)}" }`,
      'query: { words: "fox" }, after: "nonsense"',
      'filter: { channels: ["nonsense"] }',
      'filter: { senderIds: ["9223372036854775807"] }',
      "first: 1000",
    ]) {
      const { errors } = await search(args);
      expect(errors?.[0]?.extensions?.["code"], args).toBe("INVALID_INPUT");
    }
    expect((await search('query: { words: "a", literal: "b" }')).errors).toHaveLength(1);
  });
});

describe("a search that takes too long", () => {
  it("is told by its own sentence and code over every transport, and the next one works", async () => {
    const query = '{ searchMessages(query: { words: "fox" }) { edges { node { text } } } }';
    await using slow = await startTestServer({
      archive: async ({ connectionString }) => {
        const search = archives.use(
          new SearchDatabase({ connectionString, timeoutMilliseconds: 50 }),
        );
        return { searchMessages: (request) => searchMessages(search, request) };
      },
    });
    const blocker = await slow.database.pool.connect();
    await blocker.query("BEGIN; LOCK TABLE message_search IN ACCESS EXCLUSIVE MODE");
    const overHttp = await slow.ask(query);
    const stream = await slow.post({ query }, { accept: "text/event-stream" });
    const [, event] = /^data: (.+)$/m.exec(await stream.text())!;
    const client = slow.connect();
    const [overSocket] = await Array.fromAsync(client.iterate({ query }));
    await client.dispose();
    await blocker.query("ROLLBACK");
    blocker.release();
    for (const answer of [overHttp, JSON.parse(event!), overSocket]) {
      expect(answer.data ?? null).toBeNull();
      expect(answer.errors).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(/^The search took longer than 0\.05 s and was stopped; /),
          path: ["searchMessages"],
          extensions: { code: "SEARCH_TOO_SLOW" },
        }),
      ]);
    }
    expect(slow.log).toEqual([]);
    expect(await slow.ask(query)).toMatchObject({ data: { searchMessages: { edges: [] } } });
  });
});
