import { describe, expect, it } from "vitest";
import { type GuardPolicy, guardRequest, guardUpgrade } from "./request-guard.ts";

const policy: GuardPolicy = {
  hosts: new Set(["127.0.0.1:4000", "localhost:4000"]),
  origins: new Set(),
  hasEditor: false,
  isToken: (presented) => presented === "right",
  limits: { maxBodyBytes: 1000 },
};

function request(changes: {
  method?: string;
  url?: string;
  headers?: Record<string, string | string[] | undefined>;
}) {
  const all: Record<string, string | string[] | undefined> = {
    host: "127.0.0.1:4000",
    authorization: "Bearer right",
    "content-type": "application/json",
    ...changes.headers,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return {
    method: changes.method ?? "POST",
    url: changes.url ?? "/graphql",
    headers: Object.fromEntries(given.map(([name, value]) => [name, [value].flat()[0]])),
    headersDistinct: Object.fromEntries(given.map(([name, value]) => [name, [value].flat()])),
  } as unknown as Parameters<typeof guardRequest>[0];
}

const status = (...changes: Parameters<typeof request>) =>
  guardRequest(request(...changes), policy)?.status ?? null;

describe("the guard of requests", () => {
  it("lets through a request of a client with the token", () => {
    expect(status({})).toBeNull();
    expect(status({ headers: { "content-type": "application/json; charset=UTF-8" } })).toBeNull();
    expect(status({ headers: { "sec-fetch-site": "none" } })).toBeNull();
  });

  it.each([
    [421, "a rebound name", { headers: { host: "evil.example:4000" } }],
    [421, "another port", { headers: { host: "127.0.0.1:4001" } }],
    [421, "no port", { headers: { host: "127.0.0.1" } }],
    [421, "no name at all", { headers: { host: undefined } }],
    [421, "two names", { headers: { host: ["127.0.0.1:4000", "evil.example"] } }],
    [403, "another site's page", { headers: { origin: "https://evil.example" } }],
    [403, "a page without an origin of its own", { headers: { origin: "null" } }],
    [403, "a page of this server's own address", { headers: { origin: "http://127.0.0.1:4000" } }],
    [403, "a browser's cross-site request", { headers: { "sec-fetch-site": "cross-site" } }],
    [403, "a browser's same-site request", { headers: { "sec-fetch-site": "same-site" } }],
    [405, "a link", { method: "GET" }],
    [405, "a preflight", { method: "OPTIONS" }],
    [415, "a form", { headers: { "content-type": "application/x-www-form-urlencoded" } }],
    [415, "a multipart form", { headers: { "content-type": "multipart/form-data; boundary=x" } }],
    [415, "plain text", { headers: { "content-type": "text/plain" } }],
    [415, "no type", { headers: { "content-type": undefined } }],
    [415, "another charset", { headers: { "content-type": "application/json; charset=utf-16" } }],
    [415, "a compressed body", { headers: { "content-encoding": "gzip" } }],
    [413, "a large body", { headers: { "content-length": "1001" } }],
    [401, "no token", { headers: { authorization: undefined } }],
    [401, "a wrong token", { headers: { authorization: "Bearer wrong" } }],
    [401, "another scheme", { headers: { authorization: "Basic right" } }],
    [401, "an unknown path without a token", { url: "/x", headers: { authorization: undefined } }],
    [404, "an unknown path", { url: "/x" }],
    [404, "the editor while it is off", { method: "GET", url: "/graphiql" }],
    [405, "a change to the health", { url: "/healthz" }],
  ])("answers %i to %s", (expected, _what, changes) => {
    expect(status(changes)).toBe(expected);
  });

  it("tells its health without a token, but to no web page", () => {
    const anonymous = { method: "GET", url: "/healthz", headers: { authorization: undefined } };
    expect(status(anonymous)).toBeNull();
    expect(status({ ...anonymous, headers: { host: "evil.example" } })).toBe(421);
    expect(status({ ...anonymous, headers: { origin: "https://evil.example" } })).toBe(403);
  });

  it("looks at who asks before what is asked", () => {
    expect(status({ method: "GET", headers: { origin: "https://evil.example" } })).toBe(403);
    expect(status({ headers: { host: "evil", origin: "https://evil.example" } })).toBe(421);
  });

  it("lets the editor's own page call when it is on", () => {
    const editing = { ...policy, hasEditor: true, origins: new Set(["http://127.0.0.1:4000"]) };
    const own = { origin: "http://127.0.0.1:4000", "sec-fetch-site": "same-origin" };
    expect(guardRequest(request({ headers: own }), editing)).toBeNull();
    const foreign = { ...own, origin: "http://127.0.0.1:5000" };
    expect(guardRequest(request({ headers: foreign }), editing)?.status).toBe(403);
  });
});

describe("the guard of WebSockets", () => {
  const upgrade = (headers: Record<string, string>, url = "/graphql") =>
    guardUpgrade(
      request({ method: "GET", url, headers: { upgrade: "websocket", ...headers } }),
      policy,
    )?.status ?? null;

  it("lets a client in and keeps web pages out", () => {
    expect(upgrade({})).toBeNull();
    expect(upgrade({ origin: "https://evil.example" })).toBe(403);
    expect(upgrade({ host: "evil.example" })).toBe(421);
    expect(upgrade({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(upgrade({}, "/other")).toBe(404);
    expect(upgrade({ upgrade: "h2c" })).toBe(404);
  });
});
