import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeServer, type FakeServer } from "../../test-support/fake-server.ts";
import { type HttpServer, serveHttp, TOKEN } from "../../test-support/http-server.ts";
import { runCommand } from "../../test-support/run-command.ts";

let data: string;
let fake: FakeServer;
let server: HttpServer;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "telekeep-cli-"));
  fake = createFakeServer();
  fake.channels.push(
    {
      ...{ id: "c1", title: "Weather", username: "weather", messageCount: 1_100 },
      ...{ coveredIds: 1_200, missingIds: 34 },
    },
    { id: "c2", title: "News\u001b[2J", username: null, messageCount: 3 },
  );
  server = await serveHttp(fake);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(data, { recursive: true, force: true });
});

const run = (...argv: string[]) =>
  runCommand(argv, { TELEKEEP_URL: server.url, TELEKEEP_TOKEN: TOKEN, TELEKEEP_DATA: data });

describe("coverage", () => {
  it("says what was examined and what is missing, range by range", async () => {
    const { out, code } = await run("coverage", "@weather");
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "@weather: ids 1-1,234 · 97.2% examined · 34 missing in 1 gap · 0 absent",
      "FROM   TO     IDS    FOUND  ABSENT  STATE",
      "1      1,200  1,200  1,200  0       covered",
      "1,201  1,234  34                    MISSING",
      "",
    ]);
  });

  it("has the same as JSON", async () => {
    const { out } = await run("coverage", "@weather", "--json");
    expect(JSON.parse(out)).toEqual({
      ok: true,
      data: {
        channel: { id: "c1", title: "Weather", username: "weather", telegramId: "-1001234567890" },
        coverage: {
          ...{ topMessageId: 1_234, coveredIds: 1_200, missingIds: 34, absentIds: 0 },
          ...{ isComplete: false, fraction: 1_200 / 1_234 },
          ranges: [
            {
              ...{ fromMessageId: 1, toMessageId: 1_200, state: "COVERED" },
              ...{ presentCount: 1_200, absentCount: 0 },
            },
            {
              ...{ fromMessageId: 1_201, toMessageId: 1_234, state: "GAP" },
              ...{ presentCount: 0, absentCount: 0 },
            },
          ],
        },
      },
    });
  });

  it("says that an import proves nothing, and lets no name command the terminal", async () => {
    const { out } = await run("coverage", "News");
    expect(out).toMatch(/^News: ids 1-3 · 0\.0% examined/);
    expect(out).toContain("It was imported, which proves no completeness.");
    expect(out).not.toContain("\u001b");
  });

  it("ends with 4 where there is no such channel", async () => {
    expect(await run("coverage", "@nobody")).toMatchObject({
      code: 4,
      err: expect.stringContaining("No channel here is called @nobody"),
    });
  });
});

describe("channels", () => {
  it("shows what each channel is doing", async () => {
    fake.change("c1", { progress: { state: "WAITING", waitingUntil: "2030-01-01T12:34:56.000Z" } });
    expect((await run("channels")).out).toMatch(/^@weather .* 97\.2% +WAIT until 12:34:56Z /m);
    fake.change("c1", { progress: { state: "IDLE" } });
    expect((await run("channels")).out).toMatch(/^@weather .* 97\.2% +GAPS /m);
  });
});
