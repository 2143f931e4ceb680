import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeServer, type FakeServer } from "../../test-support/fake-server.ts";
import { type HttpServer, serveHttp, TOKEN } from "../../test-support/http-server.ts";
import { runCommand } from "../../test-support/run-command.ts";

let fake: FakeServer;
let server: HttpServer;

beforeEach(async () => {
  fake = createFakeServer();
  server = await serveHttp(fake);
});
afterEach(() => server[Symbol.asyncDispose]());

const run = (argv: readonly string[]) =>
  runCommand(argv, { TELEKEEP_URL: server.url, TELEKEEP_TOKEN: TOKEN });

function fill() {
  fake.channels.push(
    { id: "c1", title: "Рыбарь", username: "rybar", messageCount: 1_204_377 },
    { id: "c2", title: "News", username: null, messageCount: 3 },
  );
  const job = { id: "j1", title: "export", state: "RUNNING" };
  fake.jobs.push({ ...job, done: 1, total: 2, messages: 5 });
}

describe("pause, resume, cancel and retry", () => {
  it("do so, and print what the job is then", async () => {
    fill();
    expect(await run(["pause", "j1"])).toEqual({ code: 0, out: "PAUSED  export\n", err: "" });
    expect((await run(["resume", "j1"])).out).toBe("QUEUED  export\n");
    expect((await run(["cancel", "j1"])).out).toBe("CANCELED  export\n");
    const retried = JSON.parse((await run(["retry", "j1", "--json"])).out);
    expect(retried).toMatchObject({ ok: true, data: { job: { id: "j1", state: "QUEUED" } } });
  });

  it("say what stands in the way", async () => {
    fill();
    const refused = await run(["retry", "j1"]);
    expect(refused).toEqual({ code: 1, out: "", err: "telekeep: The job is running.\n" });
    expect(await run(["pause", "nope"])).toMatchObject({ code: 4, out: "" });
    expect((await run(["resume", "j1", "--json"])).out).toContain('"code":"INVALID_STATE"');
  });
});

describe("fetch", () => {
  const fetched = (...argv: string[]) => run(["fetch", ...argv]);

  it("asks for the part of a channel that the flags name", async () => {
    fill();
    const bounds = ["--from", "5", "--to", "104", "--since", "2024-02", "--until", "2024-03-01"];
    const flags = [...bounds, "--oldest-first", "--no-wait"];
    const { code, out, err } = await fetched("t.me/rybar", ...flags);
    expect([code, err, out]).toEqual([0, "", "Fetching rybar: job-2\n"]);
    expect(fake.lastFetch).toMatchObject({
      ...{ channelId: "c1", fromMessageId: 5, toMessageId: 104, order: "OLDEST_FIRST" },
      ...{ since: "2024-02-01T00:00:00.000Z", until: "2024-03-01T00:00:00.000Z" },
    });
  });

  it("can be looked at when it is done, with all that was set aside and why", async () => {
    fill();
    fake.fetchResult = {
      ...fake.fetchResult,
      quarantined: 2,
      quarantineReasons: [{ reason: "its text holds a NUL", count: 2, example: "message 7" }],
      ...{ waits: 1, waitedSeconds: 42, warnings: ["The channel is young."] },
    };
    await fetched("@rybar", "--no-wait");
    expect((await run(["jobs", "job-2"])).out).toContain(
      [
        ...["Archived Рыбарь: 96 messages", "  96 messages added", "  0 already there"],
        ...["  0 new versions of messages", "  0 files recorded"],
        ...["  100 ids examined, 4 of them without a message"],
        "  2 requests, 1 wait of 42 s in all",
        "  2 set aside because they could not be stored",
        "    2 × its text holds a NUL (for example message 7)",
        "  note: The channel is young.\n",
      ].join("\n"),
    );
    const json = JSON.parse((await run(["jobs", "job-2", "--json"])).out);
    expect(json.data.job).toMatchObject({ kind: "BACKFILL", result: { idsExamined: 100 } });
  });

  it("finds a channel by what people write, and says what to do when there is none", async () => {
    fill();
    fake.channels.push({ id: "c3", title: "News too", username: "news_too", messageCount: 1 });
    for (const name of ["@RYBAR", "https://t.me/rybar/", "t.me/s/rybar", "Рыбарь", "рыб"]) {
      expect((await fetched(name, "--no-wait")).code).toBe(0);
      expect(fake.lastFetch).toMatchObject({ channelId: "c1", fromMessageId: null, since: null });
    }
    expect(await fetched("@nobody")).toMatchObject({
      code: 4,
      err: "telekeep: No channel here is called @nobody; add it with: telekeep add @nobody\n",
    });
    expect(await fetched("new")).toMatchObject({
      code: 2,
      err: "telekeep: 2 channels match new: News, @news_too.\n",
    });
  });

  it.each([
    [["--from", "0"], "A message id is a whole number from 1 to 2147483647."],
    [["--to", "2147483648"], "A message id is a whole number from 1 to 2147483647."],
    [["--since", "yesterday"], "A date is 2024, 2024-02, 2024-02-24 or 2024-02-24T12:00:00Z."],
    [["--until", "2024-02-31"], "A date is 2024, 2024-02, 2024-02-24 or 2024-02-24T12:00:00Z."],
  ])("refuses %j before it asks for anything", async (flags, sentence) => {
    const { code, err } = await fetched("@rybar", ...flags);
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
    expect(fake.log).toEqual([]);
  });
});
