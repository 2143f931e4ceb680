import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCommandLine } from "./cli-process.ts";
import { writeSampleExport } from "./sample-export.ts";
import { waitUntil } from "./wait-until.ts";

const ESCAPE = /[\u001b\u009b\u0007]/;

describe("telekeep import", () => {
  it("brings a server of its own when none runs, and takes it away again", async () => {
    await using telekeep = await openCommandLine();
    await using sample = await writeSampleExport(2_000);
    const { code, out, err } = await telekeep.run("import", sample.path);
    expect(err).toContain("Starting the server");
    expect(out).toMatch(/^ {2}1,998 messages added$/m);
    expect(out).toMatch(/^ {2}2 set aside/m);
    expect(code).toBe(0);
    expect(out + err).not.toMatch(ESCAPE);
    expect(existsSync(join(telekeep.dataDirectory, "server.json"))).toBe(false);

    // So does a command that only reads what is there.
    const channels = await telekeep.run("channels");
    expect(channels.out).toMatch(/Канал +1,998 +imported/);
    expect(channels.code).toBe(0);
    expect(existsSync(join(telekeep.dataDirectory, "server.json"))).toBe(false);
  });

  it("leaves a folder without an archive alone when it is only asked to read", async () => {
    await using telekeep = await openCommandLine();
    expect(await telekeep.run("channels")).toMatchObject({ code: 3, out: "" });
    expect(existsSync(join(telekeep.dataDirectory, "postgres"))).toBe(false);
  });

  it("cancels cleanly on Ctrl-C when the server is its own", async () => {
    await using telekeep = await openCommandLine();
    await using sample = await writeSampleExport(120_000);
    const command = telekeep.start("import", sample.path, "--json");
    expect(JSON.parse((await command.line()) ?? "")).toMatchObject({ type: "progress" });
    command.process.kill("SIGINT");
    let last = "";
    for (let line = await command.line(); line !== null; line = await command.line()) last = line;
    const { code } = await command.ended;
    expect(JSON.parse(last)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
    expect(code).toBe(130);
    expect(existsSync(join(telekeep.dataDirectory, "server.json"))).toBe(false);
  });
});

describe("telekeep start, without a terminal", () => {
  it("keeps a server in the foreground that every other command finds", async () => {
    await using telekeep = await openCommandLine();
    await using sample = await writeSampleExport(500);
    const server = telekeep.start("start", "--json");
    const ready = JSON.parse((await server.line()) ?? "");
    expect(ready).toMatchObject({ type: "ready", isStartedHere: true });

    const first = await telekeep.run("import", sample.path, "--json");
    const lines = first.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({
      ok: true,
      data: { job: { state: "SUCCEEDED", result: { messagesAdded: 500 } } },
    });
    const again = await telekeep.run("import", sample.path);
    expect(again.out).toMatch(/^ {2}0 messages added$/m);
    expect(again.out).toMatch(/^ {2}500 already there$/m);

    expect((await telekeep.run("channels")).out).toMatch(/Канал +500 +imported/);
    const jobs = await telekeep.run("jobs");
    expect(jobs.out.match(/ DONE /g)).toHaveLength(2);
    expect(await telekeep.run("doctor")).toMatchObject({ code: 0 });
    expect((await telekeep.run("reset", "--yes")).code).toBe(2);
    const second = await telekeep.run("start");
    expect(second).toMatchObject({ code: 0 });
    expect(second.out).toContain(`already runs at ${ready.url}`);

    const token = join(telekeep.dataDirectory, "token");
    expect((await stat(token)).mode & 0o077).toBe(0);
    const stopped = await telekeep.run("stop");
    expect(stopped).toMatchObject({ code: 0, out: "The server has stopped.\n" });
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(await telekeep.run("stop")).toMatchObject({ code: 0, out: "No server is running.\n" });
  });

  it("finds the words of an import", async () => {
    await using telekeep = await openCommandLine();
    await using sample = await writeSampleExport(300);
    const server = telekeep.start("start", "--json");
    await server.line();
    await telekeep.run("import", sample.path);
    const ask = async () => {
      const { out } = await telekeep.run("search", "слово", "--limit", "5", "--json");
      const { data, error } = JSON.parse(out);
      expect(error).toBeUndefined();
      return data.search;
    };
    // Messages become searchable a little after they are archived.
    await waitUntil(async () => (await ask()).pendingMessages === 0);
    const search = await ask();
    expect(search.edges).toHaveLength(5);
    expect(search.edges[0].highlights).not.toHaveLength(0);
  });

  it("ends its server on SIGTERM", async () => {
    await using telekeep = await openCommandLine();
    const server = telekeep.start("start");
    expect(await server.line()).toMatch(
      /^Telekeep \S+ runs at http:\/\/127\.0\.0\.1:\d+\/graphql$/,
    );
    server.process.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0 });
    expect(existsSync(join(telekeep.dataDirectory, "server.json"))).toBe(false);
  });

  it("prints the server's own reason when it does not start", async () => {
    await using telekeep = await openCommandLine();
    const occupant = createServer();
    await new Promise<void>((resolve) => occupant.listen(0, "127.0.0.1", resolve));
    const { port } = occupant.address() as AddressInfo;
    const { code, err } = await telekeep.run("start", "--port", String(port));
    occupant.close();
    expect(code).toBe(1);
    const last = err.trimEnd().split("\n").at(-1);
    expect(last).toMatch(/^telekeep: The server did not start: /);
    expect(last).toContain(String(port));
    expect(last).toContain("server.log");
  });
});

describe("two commands at once", () => {
  it("share the server of the one that was first, in a folder that is new to both", async () => {
    await using telekeep = await openCommandLine();
    // Only the database that Telekeep runs itself is one process's alone.
    delete telekeep.variables["DATABASE_URL"];
    await using one = await writeSampleExport(30_000);
    await using two = await writeSampleExport(30_001);
    const ended = await Promise.all([
      telekeep.run("import", one.path),
      telekeep.run("import", two.path),
    ]);
    expect(ended.map(({ code, err }) => (code === 0 ? 0 : err))).toEqual([0, 0]);
    expect((await telekeep.run("stop")).code).toBe(0);
    expect(existsSync(join(telekeep.dataDirectory, "server.json"))).toBe(false);
  });

  it("leave the server running while the other's job is at work", async () => {
    await using telekeep = await openCommandLine();
    await using one = await writeSampleExport(20_000);
    await using two = await writeSampleExport(60_001);
    const first = telekeep.start("import", one.path, "--json");
    expect(JSON.parse((await first.line()) ?? "")).toMatchObject({ type: "progress" });
    // Held until the other is at work, so that it finds that when it ends.
    first.process.kill("SIGSTOP");
    const second = telekeep.start("import", two.path, "--json");
    expect(JSON.parse((await second.line()) ?? "")).toMatchObject({ type: "progress" });
    first.process.kill("SIGCONT");
    while ((await first.line()) !== null);
    const { code, err } = await first.ended;
    expect(err).toContain("1 job keeps running on the server; stop it with: telekeep stop");
    while ((await second.line()) !== null);
    expect([code, (await second.ended).code]).toEqual([0, 0]);
    expect(await telekeep.run("stop")).toMatchObject({ code: 0, out: "The server has stopped.\n" });
  });
});
