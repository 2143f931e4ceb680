import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillChannel } from "./server-fixture.ts";
import { type ServerUnderTest, startTestServer } from "./server-under-test.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
  await fillChannel(server.database.pool);
});
afterAll(() => server?.[Symbol.asyncDispose]());

const JSON_TYPE = "application/json";
const GRAPHQL_TYPE = "application/graphql-response+json";

/** Bodies of requests: what is answered, what is refused, and what fails in the middle. */
const BODIES: [string, unknown][] = [
  ["a query", { query: "{ viewer { name } }" }],
  ["no variables", { query: "{ viewer { name } }", variables: null, operationName: null }],
  [
    "an operation by its name",
    { query: "query A { __typename } query B { viewer { name } }", operationName: "B" },
  ],
  ["an operation that is not there", { query: "query A { __typename }", operationName: "B" }],
  ["several operations and no name", { query: "query A { __typename } query B { __typename }" }],
  ["a text that cannot be parsed", { query: "{ viewer { " }],
  ["a field that is not there", { query: "{ viewer { height } }" }],
  [
    "a variable of another type",
    {
      query: "query ($n: Int) { channels(first: $n) { edges { cursor } } }",
      variables: { n: "x" },
    },
  ],
  ["an argument out of range", { query: "{ channels(first: 1000) { edges { cursor } } }" }],
  ["an id that is none", { query: '{ node(id: "x") { id } }' }],
  [
    "too many objects",
    {
      query:
        "{ channels(first: 200) { edges { node { messages(first: 200) { edges { cursor } } } } } }",
    },
  ],
  [
    "a subscription without a stream",
    { query: 'subscription { jobProgress(id: "x") { isFinal } }' },
  ],
  [
    "a mutation that is refused",
    { query: 'mutation { jobAction(input: { id: "x", action: CANCEL }) { __typename } }' },
  ],
  [
    "too many aliases",
    { query: `{ ${"abcdefghijklmnopqrstuvwxyzABCDEFGH".replaceAll(/./g, "$&: __typename ")} }` },
  ],
  ["a text that is none", { query: 5 }],
  ["variables that are a list", { query: "{ viewer { name } }", variables: [] }],
  ["another parameter", { query: "{ viewer { name } }", doc_id: 1 }],
  ["nothing", {}],
  ["null", null],
  ["a list", [{ query: "{ viewer { name } }" }]],
  ["a text", '"x"'],
  ["half of a body", '{"query": "{ viewer'],
  ["a mark of its byte order", '\ufeff{"query":"{ viewer { name } }"}'],
];

async function answerTo(body: unknown, accept: string | null) {
  const response = await server.post(body, accept === null ? {} : { accept });
  const headers = Object.fromEntries(response.headers);
  for (const name of ["date", "content-length", "transfer-encoding"]) delete headers[name];
  return { status: response.status, headers, text: await response.text() };
}

describe("an answer", () => {
  it.each(BODIES)("is the same however the client says what it takes: %s", async (_name, body) => {
    for (const accept of [JSON_TYPE, GRAPHQL_TYPE]) {
      // A parameter of the type makes it a case for the engine's own reading of the header.
      const engine = await answerTo(body, `${accept};charset=utf-8`);
      expect(await answerTo(body, accept)).toEqual(engine);
      expect(await answerTo(body, ` ${accept.toUpperCase()} `)).toEqual(engine);
    }
    expect(await answerTo(body, null)).toEqual(await answerTo(body, "*/*;q=0.9"));
    const both = `${GRAPHQL_TYPE}, ${JSON_TYPE}`;
    expect(await answerTo(body, both)).toEqual(await answerTo(body, `${both};q=0.9`));
    const other = `${JSON_TYPE},${GRAPHQL_TYPE},*/*`;
    expect(await answerTo(body, other)).toEqual(await answerTo(body, `${other};q=0.1`));
  });

  it("tells its length, so that a connection goes on without another", async () => {
    const response = await server.post({ query: "{ viewer { name } }" });
    const text = await response.text();
    expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text)).toMatchObject({ data: { viewer: { name: "owner" } } });
  });

  it("holds all columns of its rows", async () => {
    const { data, errors } = await server.ask(`{
      channel(by: { username: "weather" }) { title messages(first: 1) { edges { node {
        text firstArchivedAt viewCount channel { title }
      } } } } }`);
    expect(errors).toBeUndefined();
    expect(data.channel.messages.edges[0].node).toEqual({
      ...{ text: "😀 bold", firstArchivedAt: "2026-02-01T00:00:00.000Z", viewCount: 120 },
      channel: { title: "Weather" },
    });
  });
});
