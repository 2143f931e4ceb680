import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { fillChannel } from "./server-fixture.ts";
import { type ServerUnderTest, startTestServer, TEST_TOKEN } from "./server-under-test.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
  await fillChannel(server.database.pool);
});
afterAll(() => server?.[Symbol.asyncDispose]());

const BODY = JSON.stringify({ query: "{ viewer { name } channels { totalCount { value } } }" });

/** Sends exactly these headers, as fetch would not. */
function send(
  headers: Record<string, string>,
  { method = "POST", path = "/graphql", body = BODY } = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        ...{ host: "127.0.0.1", port: server.port, method, path, agent: false },
        headers: {
          host: `127.0.0.1:${server.port}`,
          authorization: `Bearer ${TEST_TOKEN}`,
          "content-type": "application/json",
          ...headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => {
          resolve({ status: response.statusCode!, text, headers: response.headers });
        });
      },
    );
    request.on("error", reject);
    request.end(method === "GET" ? undefined : body);
  });
}

const ATTACKS: [string, Record<string, string>, number, { method?: string }?][] = [
  ["a page of another site", { origin: "https://evil.example" }, 403],
  ["a sandboxed page", { origin: "null" }, 403],
  ["a page on another local port", { origin: "http://127.0.0.1:1" }, 403],
  ["a browser that says cross-site", { "sec-fetch-site": "cross-site" }, 403],
  ["a rebound name", { host: "evil.example" }, 421],
  ["a rebound name with the right port", { host: "evil.example:PORT" }, 421],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["a multipart form", { "content-type": "multipart/form-data; boundary=x" }, 415],
  ["a request without preflight", { "content-type": "text/plain" }, 415],
  ["a link", {}, 405, { method: "GET" }],
  ["a preflight", { origin: "https://evil.example" }, 403, { method: "OPTIONS" }],
  ["nobody", { authorization: "" }, 401],
  ["somebody with another token", { authorization: `Bearer ${TEST_TOKEN}x` }, 401],
];

describe("over HTTP and as a stream of events", () => {
  for (const accept of ["application/json", "text/event-stream"]) {
    it.each(ATTACKS)(
      `${accept}: %s is kept out before any statement`,
      async (_who, headers, status, options) => {
        server.statements.length = 0;
        const host = headers["host"]?.replace("PORT", String(server.port));
        const answer = await send({ accept, ...headers, ...(host && { host }) }, options);
        expect(answer.status).toBe(status);
        expect(answer.text).not.toContain("owner");
        expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
        expect(server.statements).toEqual([]);
      },
    );
  }

  it("the owner's client is let in", async () => {
    const answer = await send({});
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text).data.viewer.name).toBe("owner");
  });

  it("any name of this machine will do", async () => {
    for (const host of ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"]) {
      expect((await send({ host: `${host}:${server.port}` })).status, host).toBe(200);
    }
  });

  it("health is told without a token and without details", async () => {
    const answer = await send({ authorization: "" }, { method: "GET", path: "/healthz" });
    expect(answer).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it("there is nothing else to find", async () => {
    for (const path of ["/", "/graphiql", "/../../etc/passwd", "/graphql/x", "/metrics"]) {
      expect((await send({}, { method: "GET", path })).status, path).toBe(404);
      expect((await send({ authorization: "" }, { method: "GET", path })).status, path).toBe(401);
    }
  });

  it("a request without a name is refused", async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /healthz HTTP/1.0\r\n\r\n");
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 421 /);
  });

  it("ids are no way round the token", async () => {
    const { data } = await server.ask('{ channel(by: { username: "weather" }) { id } }');
    const body = JSON.stringify({ query: `{ node(id: "${data.channel.id}") { id } }` });
    expect((await send({ authorization: "" }, { body })).status).toBe(401);
    expect((await send({}, { body })).text).toContain(data.channel.id);
  });
});

describe("over WebSocket", () => {
  it.each([
    ["a page of another site", { origin: "https://evil.example" }, 403],
    ["a sandboxed page", { origin: "null" }, 403],
    ["a browser that says cross-site", { "sec-fetch-site": "cross-site" }, 403],
    ["a rebound name", { host: "evil.example" }, 421],
  ])("%s is kept out at the handshake", async (_who, headers, status) => {
    expect(await handshake(headers)).toBe(status);
  });

  it("another path is not there", async () => {
    expect(await handshake({}, "/other")).toBe(404);
  });

  it.each([
    ["no token", undefined, 4403],
    ["a wrong token", { token: "wrong" }, 4403],
    ["a token that is no text", { token: { $ne: "" } }, 4403],
    ["an empty header", { authorization: "Bearer " }, 4403],
  ])("%s closes the connection with 4403", async (_what, payload, code) => {
    expect(await closeCode([{ type: "connection_init", payload }])).toBe(code);
  });

  it("what breaks the protocol closes it with the protocol's codes", async () => {
    const init = { type: "connection_init", payload: { token: TEST_TOKEN } };
    const subscribe = {
      id: "1",
      type: "subscribe",
      payload: { query: 'subscription { jobProgress(id: "x") { isFinal } }' },
    };
    expect(await closeCode([subscribe])).toBe(4401);
    expect(await closeCode([init, init])).toBe(4429);
    expect(await closeCode(["nonsense"])).toBe(4400);
    expect(await closeCode([{ ...init, padding: "x".repeat(300 * 1024) }])).toBe(1009);
  });

  it("a client that says nothing is not waited for", async () => {
    await using quick = await startTestServer({ limits: { connectionInitMilliseconds: 20 } });
    expect(await closeCode([], "graphql-transport-ws", quick.port)).toBe(4408);
  });

  it("the token is taken as such or in the form of a header", async () => {
    for (const payload of [{ token: TEST_TOKEN }, { Authorization: `Bearer ${TEST_TOKEN}` }]) {
      const messages = await exchange([{ type: "connection_init", payload }], 1);
      expect(messages[0]).toMatchObject({ type: "connection_ack" });
    }
  });
});

describe("the query editor", () => {
  it("is a page of this server alone, without data, when it is switched on", async () => {
    await using editing = await startTestServer({ hasGraphiql: true });
    const page = await fetch(`${editing.url}/graphiql`, { headers: { accept: "text/html" } });
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain("Telekeep");
    expect(html).not.toContain(TEST_TOKEN);
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="?https?:/);
    expect(page.headers.get("content-security-policy")).toContain("connect-src 'self'");
    const own = { origin: editing.url, "sec-fetch-site": "same-origin" };
    expect((await editing.post({ query: "{ viewer { name } }" }, own)).status).toBe(200);
    expect(
      (await editing.post({ query: "{ viewer { name } }" }, { ...own, authorization: "" })).status,
    ).toBe(401);
    const foreign = { ...own, origin: "https://evil.example" };
    expect((await editing.post({ query: "{ viewer { name } }" }, foreign)).status).toBe(403);
  });
});

function open(
  headers: Record<string, string> = {},
  path = "/graphql",
  protocol = "graphql-transport-ws",
  port = server.port,
): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol, { headers });
}

function handshake(headers: Record<string, string>, path?: string): Promise<number | undefined> {
  const socket = open(headers, path);
  return new Promise((resolve) => {
    socket.on("error", () => {});
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    socket.on("open", () => resolve(101));
  });
}

function closeCode(messages: unknown[], protocol?: string, port?: number): Promise<number> {
  const socket = open({}, "/graphql", protocol, port);
  return new Promise((resolve) => {
    socket.on("error", () => {});
    socket.on("close", resolve);
    socket.on("open", () => {
      for (const message of messages) {
        socket.send(typeof message === "string" ? message : JSON.stringify(message));
      }
    });
  });
}

function exchange(messages: unknown[], count: number): Promise<unknown[]> {
  const socket = open();
  const received: unknown[] = [];
  return new Promise((resolve) => {
    socket.on("open", () => {
      for (const message of messages) socket.send(JSON.stringify(message));
    });
    socket.on("message", (data) => {
      received.push(JSON.parse((data as Buffer).toString()));
      if (received.length < count) return;
      socket.terminate();
      resolve(received);
    });
  });
}
