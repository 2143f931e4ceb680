import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerUnderTest, startTestServer, TEST_TOKEN } from "./server-under-test.ts";

const CANARY = "canary-7f3a-password";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer({
    logLevel: "trace",
    archive: async () => ({
      pendingSearchMessages: async () => {
        throw new Error(`connect postgresql://me:${TEST_TOKEN}@host: ${CANARY}`, {
          cause: { password: CANARY },
        });
      },
      getJob: async () => {
        throw new Error(`SELECT * FROM job -- ${CANARY}`);
      },
    }),
  });
});
afterAll(() => server?.[Symbol.asyncDispose]());

const FAILING = "{ server { version search { pendingMessages } } }";
const SUBSCRIPTION = `subscription { jobProgress(id: "${Buffer.from("Job:11111111-1111-4111-8111-111111111111").toString("base64url")}") { isFinal } }`;

describe("an unexpected failure", () => {
  it("is an id to its caller, over every transport, and the log has the rest under that id", async () => {
    const answers: [string, string][] = [];
    const posted = await server.post({ query: FAILING });
    answers.push(["HTTP", await posted.text()]);
    const streamed = await server.post({ query: SUBSCRIPTION }, { accept: "text/event-stream" });
    answers.push(["event stream", await streamed.text()]);
    const client = server.connect();
    for (const query of [FAILING, SUBSCRIPTION]) {
      const value = await client
        .iterate({ query })
        .next()
        .then(
          ({ value }) => value,
          (error: unknown) => error,
        );
      answers.push([`WebSocket ${query}`, JSON.stringify(value)]);
    }
    await client.dispose();
    for (const [transport, text] of answers) {
      const id = /Unexpected error\. Id: ([0-9a-f-]{36})/.exec(text)?.[1];
      expect(id, `${transport}: ${text}`).toBeDefined();
      expect(text, transport).not.toContain(CANARY);
      expect(text, transport).not.toMatch(/SELECT|at .*\.ts|node_modules/);
      expect(
        server.log.find((line) => line.includes(id!)),
        transport,
      ).toContain("stack");
    }
  });
});

describe("the token", () => {
  it("is in no line of the log, however much it says", async () => {
    await server.post({ query: FAILING });
    await server.post({ query: `{ viewer { name } } # ${TEST_TOKEN}` });
    await server.post({ query: `{ ${TEST_TOKEN.replaceAll("-", "_")} }` });
    await server.post({ query: FAILING, variables: { token: TEST_TOKEN } });
    await fetch(`${server.url}/graphql?token=${TEST_TOKEN}`);
    const client = server.connect();
    await client.iterate({ query: FAILING }).next();
    await client.dispose();
    expect(server.log.length).toBeGreaterThan(5);
    expect(server.log.join("")).not.toContain(TEST_TOKEN);
  });

  it("is in nothing that the API answers", async () => {
    const { data } = await server.ask(
      "{ viewer { name scopes } server { version startedAt limits { maxDepth } } }",
    );
    expect(JSON.stringify(data)).not.toContain(TEST_TOKEN);
  });
});
