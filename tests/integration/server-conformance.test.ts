import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerUnderTest, startTestServer, TEST_TOKEN } from "./server-under-test.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** What a client may expect of a server, but this one refuses: links must not run anything. */
const REFUSED_ON_PURPOSE = /GET/;

const AUDITS = serverAudits({
  url: () => `${server.url}/graphql`,
  fetchFn: (input: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${TEST_TOKEN}`);
    return fetch(input, { ...init, headers });
  },
});

describe("GraphQL over HTTP", () => {
  it("is audited in 61 points", () => {
    expect(AUDITS).toHaveLength(61);
  });

  it.each(AUDITS.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
    "%s",
    async (_name, audit) => {
      const result = await audit.fn();
      const detail = "reason" in result ? `${result.status}: ${result.reason}` : "";
      if (REFUSED_ON_PURPOSE.test(audit.name) && audit.name.startsWith("MAY")) {
        expect(["ok", "notice"], detail).toContain(result.status);
      } else {
        expect(result.status, detail).toBe("ok");
      }
    },
  );
});

describe("the printed schema", () => {
  it("in the repository is the one that is served", () => {
    const program = join(import.meta.dirname, "../../packages/server/src/print-schema.ts");
    const { status, stderr } = spawnSync(process.execPath, [program, "--check"], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
