import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeServer, type FakeServer } from "../../test-support/fake-server.ts";
import { type HttpServer, serveHttp, TOKEN } from "../../test-support/http-server.ts";
import { PAYLOADS } from "../../test-support/payloads.ts";
import { runCommand } from "../../test-support/run-command.ts";

let data: string;
let fake: FakeServer;
let server: HttpServer;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "telekeep-cli-"));
  fake = createFakeServer();
  server = await serveHttp(fake);
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(data, { recursive: true, force: true });
});

const run = (argv: readonly string[], variables: Record<string, string> = {}) =>
  runCommand(argv, {
    TELEKEEP_URL: server.url,
    TELEKEEP_TOKEN: TOKEN,
    TELEKEEP_DATA: data,
    ...variables,
  });

function fill() {
  fake.channels.push(
    { id: "c1", title: "Рыбарь", username: "rybar", messageCount: 1_204_377 },
    { id: "c2", title: "News", username: null, messageCount: 3, coveredIds: 1, missingIds: 1 },
  );
  fake.messages.push({
    id: "m1",
    messageId: 7,
    channelId: "c1",
    text: "a needle\nin the hay",
    authorId: "999",
  });
  fake.jobs.push({
    id: "j1",
    title: "export",
    state: "RUNNING",
    done: 1,
    total: 2,
    messages: 5,
  });
}

describe("channels", () => {
  it("lists them for people and for programs", async () => {
    fill();
    const plain = await run(["channels"]);
    expect(plain.out).toMatch(/^@rybar +1,204,377 +imported +2024-03-11 09:14:07Z +Рыбарь$/m);
    expect(plain.out).toMatch(/^News +3 +50\.0%/m);
    const json = await run(["channels", "--json"]);
    const { ok, data: result } = JSON.parse(json.out);
    expect(ok).toBe(true);
    expect(result.channels.map(({ username }: { username: string }) => username)).toEqual([
      "rybar",
      null,
    ]);
  });

  it("says what to do with an empty archive", async () => {
    expect((await run(["channels"])).out).toContain("telekeep import PATH");
  });
});

describe("search", () => {
  it("prints hits on one line each, with the matches marked", async () => {
    fill();
    const { out, err, code } = await run(["search", "needle"]);
    expect(code).toBe(0);
    expect(out).toMatch(/24-03-11 09:14 {2}@rybar +user 999 +7 .*a «needle» ⏎ in the hay$/m);
    expect(err).toContain("1 found, 1 shown");
  });

  it("joins flags and the query language", async () => {
    fill();
    await run([
      "search",
      "is:reply",
      "--channel",
      "@rybar",
      "--after",
      "2024-02",
      "--has",
      "photo",
      "--edited",
      "--order",
      "relevance",
      "--limit",
      "5",
      "needle",
    ]);
    expect(fake.lastSearch).toMatchObject({
      query: { words: "needle" },
      orderBy: "RELEVANCE",
      first: 5,
      filter: {
        channels: ["c1"],
        isReply: true,
        isEdited: true,
        mediaKinds: ["PHOTO"],
        postedAfter: "2024-02-01T00:00:00.000Z",
      },
    });
  });

  it.each([
    ["@rybar", "c1"],
    ["c/777", "c2"],
    ["-1000000000777", "c2"],
    ["c3", "c3"],
    ["Page, saved", "c3"],
  ])("finds the channel that --channel=%s means", async (name, id) => {
    fill();
    fake.channels[1]!.telegramId = "-1000000000777";
    const page = { id: "c3", title: "Page, saved", username: null, telegramId: null };
    fake.channels.push({ ...page, messageCount: 1 });
    await run(["search", `--channel=${name}`]);
    expect(fake.lastSearch).toMatchObject({ filter: { channels: [id] } });
  });

  it("says that a search without hits is no proof, and not when there are hits", async () => {
    fill();
    fake.gaps.push("c2");
    expect((await run(["search", "needle"])).err).not.toContain("proof");
    expect((await run(["search", "elephant"])).err).toContain(
      "No proof of absence: 1 channel has ids never examined.",
    );
  });

  it("takes a literal as it stands", async () => {
    await run(["search", "--literal", 'from:x /y/ "z']);
    expect(fake.lastSearch).toMatchObject({ query: { literal: 'from:x /y/ "z' }, filter: {} });
  });

  it.each([
    [["search", "--after", "yesterday"], "yesterday is not a date"],
    [["search", "has:elephant"], "has: takes media"],
    [["search", "--channel", "@nobody", "x"], "no channel is called @nobody"],
    [["search", "--limit", "0"], "1 to 200"],
    [["search", "--order", "sideways"], "Allowed choices"],
  ])("refuses %j", async (argv, reason) => {
    const { code, err, out } = await run(argv);
    expect(code).toBe(2);
    expect(err).toContain(reason);
    expect(out).toBe("");
  });
});

describe("jobs", () => {
  it("lists, shows and cancels them", async () => {
    fill();
    expect((await run(["jobs"])).out).toMatch(/^j1 +import +RUN +50\.0% +5/m);
    expect((await run(["jobs", "j1"])).out).toContain("RUN (reading, attempt 1)");
    expect((await run(["jobs", "cancel", "j1"])).out).toContain("CANCELED");
    const missing = await run(["jobs", "nope"]);
    expect(missing).toMatchObject({ code: 4, out: "" });
    expect(missing.err).toContain("There is no job nope");
  });
});

describe("import", () => {
  it("sends absolute paths, made so from where the user was", async () => {
    const { code, out } = await run(["import", "a b", "/c", "--no-wait"], {
      INIT_CWD: "/home/ann",
    });
    expect(code).toBe(0);
    expect(out).toContain("Import started: job-1");
    expect(fake.pathsAsked).toEqual(["/home/ann/a b", "/c"]);
  });

  it("says where once, and refuses what is no id in a sentence of its own", async () => {
    fake.refuseImport = { message: "There is nothing at /c.", location: "/c" };
    const { err } = await run(["import", "/c", "--no-wait"]);
    expect(err).toBe("telekeep: There is nothing at /c.\n");
    fake.refuseImport = { message: "It is empty.", location: "/c" };
    expect((await run(["import", "/c", "--no-wait"])).err).toContain("It is empty. (/c)");
    fake.refuseImport = { message: "The input is wrong.", fields: ["Mars is not a time zone."] };
    const zone = await run(["import", "/c", "--time-zone", "Mars", "--no-wait"]);
    expect(zone.err).toBe("telekeep: Mars is not a time zone.\n");
    const id = await run(["import", "/c", "--channel-id", "abc"]);
    expect([id.code, id.err]).toEqual([2, expect.stringContaining("abc is not a channel id;")]);
  });

  it("says why it was refused", async () => {
    fake.refuseImport = { message: "There is nothing at /c." };
    const { code, err } = await run(["import", "/c", "--no-wait"]);
    expect(code).toBe(1);
    expect(err).toBe("telekeep: There is nothing at /c.\n");
    const json = await run(["import", "/c", "--no-wait", "--json"]);
    expect(JSON.parse(json.out)).toEqual({
      ok: false,
      error: { code: "IMPORT_REJECTED", message: "There is nothing at /c." },
    });
  });
});

describe("token", () => {
  it("prints the path, and the token only when asked", async () => {
    expect(await run(["token"])).toMatchObject({ code: 4 });
    await writeFile(join(data, "token"), "abc\n");
    expect((await run(["token"])).out).toBe(`${join(data, "token")}\n`);
    expect((await run(["token", "--show"])).out).toBe("abc\n");
  });
});

describe("doctor", () => {
  it("works without a server", async () => {
    const { out, code } = await runCommand(["doctor"], { TELEKEEP_DATA: data });
    expect(code).toBe(0);
    expect(out).toContain("Server: not running");
  });

  it("finds a token that others can read", async () => {
    await writeFile(join(data, "token"), "abc");
    await chmod(join(data, "token"), 0o644);
    const { out, code } = await runCommand(["doctor"], { TELEKEEP_DATA: data });
    expect(code).toBe(1);
    expect(out).toContain("others can read it (mode 644)");
    expect(out).toContain(`chmod 600 ${join(data, "token")}`);
  });

  it("finds that live updates are blocked, and that all else is well", async () => {
    const { out } = await run(["doctor", "--json"]);
    const { checks } = JSON.parse(out).data as { checks: { name: string; state: string }[] };
    const state = (name: string) => checks.find((check) => check.name === name)?.state;
    expect([state("Server"), state("Database"), state("Clock")]).toEqual(["ok", "ok", "ok"]);
    expect(state("Live updates")).toBe("problem");
  });
});

describe("reset", () => {
  it("refuses without somebody to ask, for foreign databases, and for foreign folders", async () => {
    await writeFile(join(data, "token"), "abc");
    const local = { TELEKEEP_DATA: data };
    expect(await runCommand(["reset"], local)).toMatchObject({ code: 2 });
    const external = { ...local, DATABASE_URL: "postgres://elsewhere" };
    expect((await runCommand(["reset", "--yes"], external)).err).toContain("DATABASE_URL");
    expect(await readdir(data)).toEqual(["token"]);
    await rm(join(data, "token"));
    await writeFile(join(data, "diary.txt"), "");
    expect((await runCommand(["reset", "--yes"], local)).err).toContain("does not look like");
    expect(await readdir(data)).toEqual(["diary.txt"]);
  });

  it("empties the data folder when told twice", async () => {
    await mkdir(join(data, "postgres"));
    await writeFile(join(data, "token"), "abc");
    const { code, out } = await runCommand(["reset", "--yes"], { TELEKEEP_DATA: data });
    expect(code).toBe(0);
    expect(out).toContain(`Deleted everything in ${data}`);
    expect(await readdir(data)).toEqual([]);
  });
});

describe("every command", () => {
  it("exits 3 when nobody answers, and says how to start a server", async () => {
    for (const argv of [["channels"], ["jobs"], ["search", "x"], ["jobs", "cancel", "x"]]) {
      const { code, err, out } = await runCommand(argv, { TELEKEEP_DATA: data });
      expect([argv, code, out]).toEqual([argv, 3, ""]);
      expect(err).toContain("telekeep start");
      expect(err.trimEnd().split("\n")).toHaveLength(1);
    }
    const dead = await run(["channels", "--url", "http://127.0.0.1:9"]);
    expect(dead.code).toBe(3);
  });

  it("exits 5 for a wrong token and never prints it", async () => {
    const { code, err, out } = await run(["channels", "--json"], {
      TELEKEEP_TOKEN: "wrong-secret",
    });
    expect(code).toBe(5);
    expect(JSON.parse(out).error.code).toBe("NOT_PERMITTED");
    expect(err + out).not.toContain("wrong-secret");
  });

  it("exits 2 for wrong usage, as JSON too", async () => {
    expect(await run(["chanels"])).toMatchObject({ code: 2, out: "" });
    const { code, out, err } = await run(["frobnicate", "--json"]);
    expect([code, JSON.parse(out).error.code, err]).toEqual([2, "USAGE", ""]);
    expect(await run(["dash"])).toMatchObject({ code: 2 });
  });

  it("says that an address is no Telekeep server", async () => {
    await using other = await serveHttp(fake, (response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>It works!</h1>");
      return true;
    });
    const { code, err } = await run(["channels", "--url", other.url]);
    expect(code).toBe(1);
    expect(err).toContain("not as a Telekeep server");
  });

  it("says that the server is of another version", async () => {
    await using older = await serveHttp(fake, (response) => {
      const errors = [{ message: 'Cannot query field "stats" on type "Channel".' }];
      response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify({ errors }));
      return true;
    });
    expect((await run(["channels", "--url", older.url])).err).toContain("different versions");
  });

  it("prints help with examples and the version", async () => {
    const help = await run(["search", "--help"]);
    expect(help).toMatchObject({ code: 0 });
    expect(help.out).toContain("Examples:");
    expect(help.out).toContain("ED deleted");
    expect(help.out).toContain("only messages that were edited");
    expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("lets no byte through that a terminal obeys, whatever the archive holds", async () => {
    const everything = PAYLOADS.map(([, payload]) => payload).join(" ");
    fake.channels.push({ id: "c1", title: everything, username: everything, messageCount: 1 });
    fake.messages.push({ id: "m", messageId: 1, channelId: "c1", text: everything });
    fake.jobs.push({
      id: "j1",
      title: everything,
      state: "FAILED",
      done: 1,
      total: 1,
      messages: 1,
      failure: { code: everything, message: everything },
    });
    fake.refuseImport = { message: everything };
    const obeyed =
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
    for (const argv of [["channels"], ["search"], ["jobs"], ["jobs", "j1"], ["import", "/x"]]) {
      for (const flags of [[], ["--json"]]) {
        const { out, err } = await run([...argv, ...flags]);
        expect(out + err, argv.join(" ")).not.toMatch(obeyed);
      }
    }
    const json = JSON.parse((await run(["channels", "--json"])).out);
    expect(json.data.channels[0].title).toBe(everything);
  });
});
