import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fillChannel } from "./server-fixture.ts";
import { type ServerUnderTest, startTestServer } from "./server-under-test.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
  await fillChannel(server.database.pool);
});
afterAll(() => server?.[Symbol.asyncDispose]());
beforeEach(() => {
  server.statements.length = 0;
});

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");
const nest = (levels: number, open: string, inner: string) =>
  `${open.repeat(levels)}${inner}${" }".repeat(levels)}`;

const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Message {
  revisions(first: 200) { edges { node { text } } } } } }`;
const MESSAGE_ID = (id: number) => Buffer.from(`Message:1.${id}`).toString("base64url");

/** Name, document, variables. */
const ABUSIVE: [string, string, object?][] = [
  [
    "a deep path",
    `{ channels { edges { node { messages { edges { node { ${nest(12, "replyTo { ", "text")} } } } } } } }`,
  ],
  ["a very deep path", nest(300, "a { ", "b")],
  ["a path without an end", "{ a ".repeat(900)],
  ["3,000 levels", nest(3_000, "a { ", "b")],
  ["many tokens", `{ ${times(2_100, () => "viewer")} }`],
  ["many aliases", `{ ${times(9, (i) => `a${i}: viewer { ${times(4, (j) => `b${j}: name`)} }`)} }`],
  ["many root fields", `{ ${times(11, () => "viewer { name }")} }`],
  [
    "root fields through fragments",
    `{ ...F ...F ...F } fragment F on Query { ${times(4, () => "viewer { name }")} }`,
  ],
  ["many directives", `{ viewer { name ${times(21, () => "@include(if: true)")} } }`],
  [
    "directives spread over the document",
    `{ viewer { ${times(21, () => "name @skip(if: false)")} } }`,
  ],
  ["a fragment that spreads itself", "{ ...F } fragment F on Query { viewer { name } ...F }"],
  [
    "two fragments that spread each other",
    "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
  ],
  [
    "fragments that double at each step",
    `{ ...F0 } ${times(60, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Query { viewer { name } }`,
  ],
  [
    "fragments that deepen and double",
    `{ channels { edges { node { messages { edges { node { ...F0 } } } } } } } ${times(30, (i) => `fragment F${i} on Message { a${i}: replyTo { ...F${i + 1} } b${i}: replyTo { ...F${i + 1} } }`)} fragment F30 on Message { text }`,
  ],
  [
    "pages of pages",
    "{ channels(first: 200) { edges { node { messages(first: 200) { edges { node { text } } } } } } }",
  ],
  [
    "pages of pages by variable",
    "query ($n: Int) { channels(first: $n) { edges { node { messages(first: $n) { edges { node { text } } } } } } }",
    { n: 200 },
  ],
  [
    "pages of a huge size",
    "{ channels { edges { node { messages(first: 2147483647) { edges { node { text } } } } } } }",
  ],
  [
    "pages of versions",
    "{ channels(first: 100) { edges { node { messages(first: 10) { edges { node { revisions(first: 50) { edges { node { diff { text } } } } } } } } } } }",
  ],
  [
    "lists of many ids",
    NODES,
    { ids: Array.from({ length: 100 }, (_, index) => MESSAGE_ID(index)) },
  ],
  ["ids that are none", NODES, { ids: ["x"] }],
  [
    "deep variables",
    "query ($x: TextQuery) { searchMessages(query: $x) { tookMilliseconds } }",
    { x: JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`) },
  ],
  [
    "deep introspection",
    `{ __schema { types { ${nest(20, "fields { type { ", "name").replaceAll(" }", " } }")} } } }`,
  ],
  [
    "circular introspection",
    "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
  ],
  [
    "pages of a subscription",
    'subscription { jobProgress(id: "x") { job { ...J } ...E } } fragment E on JobProgressEvent { job { title } ...E } fragment J on Job { title }',
  ],
];

describe("an abusive document", () => {
  it.each(ABUSIVE)(
    "is refused over HTTP before any statement: %s",
    async (_name, query, variables) => {
      const response = await server.post({ query, variables });
      const answer = (await response.json()) as { data?: unknown; errors: { message: string }[] };
      expect(answer.errors.length).toBeGreaterThan(0);
      expect(answer.data ?? null).toBeNull();
      expect(response.status === 200 || response.status === 400).toBe(true);
      expect(server.statements).toEqual([]);
      const typed = await server.post(
        { query, variables },
        { accept: "application/graphql-response+json" },
      );
      await typed.arrayBuffer();
      expect(typed.status).toBe(400);
    },
  );

  it.each(ABUSIVE)(
    "is refused as a stream of events before any statement: %s",
    async (_name, query, variables) => {
      const response = await server.post({ query, variables }, { accept: "text/event-stream" });
      const text = await response.text();
      expect(text).toContain('"errors":[');
      expect(text).not.toContain('"data":{');
      expect(server.statements).toEqual([]);
    },
  );

  it("is refused over WebSocket before any statement, and the connection stays", async () => {
    const client = server.connect();
    try {
      for (const [name, query, variables] of ABUSIVE) {
        const outcome = await firstOutcome(client, { query, variables: { ...variables } });
        expect(outcome.errors?.length, name).toBeGreaterThan(0);
        expect(outcome.data ?? null, name).toBeNull();
      }
      expect(server.statements).toEqual([]);
      expect(await firstOutcome(client, { query: "{ viewer { name } }" })).toMatchObject({
        data: { viewer: { name: "owner" } },
      });
    } finally {
      await client.dispose();
    }
  });
});

describe("each limit", () => {
  const deep = (levels: number) =>
    `{ node(id: "${MESSAGE_ID(1)}") { ... on Message { ${nest(levels, "replyTo { ", "text")} } } }`;
  const shallow = "{ viewer { name } }";
  const within: [string, string, object?][] = [
    ["levels", deep(10)],
    ["aliases", `{ ${times(5, (i) => `a${i}: viewer { ${times(5, (j) => `b${j}: name`)} }`)} }`],
    ["fields at its root", `{ ${times(10, () => "viewer { name }")} }`],
    ["directives", `{ viewer { name ${times(20, (i) => `a${i}: name @skip(if: false)`)} } }`],
    ["tokens", `{ jobs(states: [${times(1_900, () => "QUEUED")}]) { pageInfo { hasNextPage } } }`],
  ];
  const beyond: [string, string, object?][] = [
    ["levels", deep(11)],
    ["aliases", `{ ${times(7, (i) => `a${i}: viewer { ${times(5, (j) => `b${j}: name`)} }`)} }`],
    ["fields at its root", `{ ${times(11, () => "viewer { name }")} }`],
    ["directives", `{ viewer { name ${times(21, (i) => `a${i}: name @skip(if: false)`)} } }`],
    ["tokens", `{ jobs(states: [${times(2_000, () => "QUEUED")}]) { pageInfo { hasNextPage } } }`],
    [
      "objects to fetch",
      "{ channels(first: 200) { edges { node { messages(first: 200) { edges { node { text } } } } } } }",
    ],
    [
      "levels in its variables",
      shallow,
      { deep: JSON.parse(`${"[".repeat(12)}${"]".repeat(12)}`) },
    ],
  ];

  it.each(within)("lets through what just keeps it: %s", async (_limit, query, variables) => {
    expect((await server.ask(query, variables)).errors).toBeUndefined();
  });

  it.each(beyond)("is named when it is passed: %s", async (limit, query, variables) => {
    // The second time the document is known already.
    for (const time of ["first", "second"]) {
      const { status, errors } = await server.ask(query, variables);
      expect(status, time).toBe(400);
      expect(errors?.[0]?.message, time).toContain(limit);
      expect(errors?.[0]?.extensions?.["code"], time).toBe("LIMIT_EXCEEDED");
    }
  });
});

describe("an ordinary document", () => {
  it("of a large page with all that a client shows is allowed, and told its cost", async () => {
    const answer =
      await server.ask(`{ channels { edges { node { title stats { messageCount { value } }
      messages(first: 100) { edges { node { id text author { displayName } entities { kind offset length }
        media { kind fileName } reactions { reaction count } replyTo { text author { displayName } }
        deletion { observedAt } } } } } } } }`);
    expect(answer.errors?.[0]?.message).toContain("objects to fetch");
    const one =
      await server.ask(`{ channel(by: { username: "weather" }) { title messages(first: 200) { edges { node {
      id text author { displayName } entities { kind offset length } media { kind fileName }
      reactions { reaction count } replyTo { text author { displayName } media { kind } }
      forwardOrigin { title } deletion { observedAt } } } } } }`);
    expect(one.errors).toBeUndefined();
    expect(one.data.channel.messages.edges).toHaveLength(120);
    expect(one.extensions?.cost).toBeGreaterThan(200);
    expect(one.extensions?.cost).toBeLessThan(10_000);
  });

  it("of tools that ask for the schema is answered", async () => {
    const { data, errors } = await server.ask(
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    );
    expect(errors).toBeUndefined();
    expect(data.__schema.types.length).toBeGreaterThan(50);
  });

  it("that is misspelt is not answered with names of the schema", async () => {
    const { errors } = await server.ask("{ viewerr { name } }");
    expect(errors?.[0]?.message).toContain("viewerr");
    expect(errors?.[0]?.message).not.toMatch(/did you mean/i);
  });
});

describe("a request's size", () => {
  it("is limited whether it is announced or not, and the server goes on", async () => {
    const large = JSON.stringify({ query: `{ viewer { name } } # ${"x".repeat(300 * 1024)}` });
    expect((await server.post(large)).status).toBe(413);
    const streamed = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: {
        authorization: "Bearer a-token-of-the-tests-that-nobody-else-knows",
        "content-type": "application/json",
      },
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit).catch(() => null);
    expect(streamed === null || streamed.status === 413).toBe(true);
    expect((await server.ask("{ viewer { name } }")).status).toBe(200);
  });

  it("of its headers is limited", async () => {
    const response = await server.post(
      { query: "{ viewer { name } }" },
      { "x-long": "x".repeat(20_000) },
    );
    expect(response.status).toBe(431);
  });

  it("does not grow by batching", async () => {
    const response = await server.post([
      { query: "{ viewer { name } }" },
      { query: "{ viewer { name } }" },
    ]);
    expect(response.status).toBe(400);
  });
});

async function firstOutcome(
  client: ReturnType<ServerUnderTest["connect"]>,
  payload: { query: string; variables?: Record<string, unknown> },
): Promise<{ data?: unknown; errors?: readonly unknown[] }> {
  return new Promise((resolve, reject) => {
    client.subscribe(payload, {
      next: (value) => resolve(value as { data?: unknown }),
      error: (error) =>
        Array.isArray(error) ? resolve({ errors: error }) : reject(error as Error),
      complete: () => resolve({}),
    });
  });
}
