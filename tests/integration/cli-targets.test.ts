import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { openCommandLine } from "./cli-process.ts";

it("lists chats, adds one by its number, and takes the list of channels to a file and back", async () => {
  await using simulator = await startSimulator({ world: "tiny" });
  await using telekeep = await openCommandLine({
    TELEGRAM_API_ID: "12345",
    TELEGRAM_API_HASH: "0123456789abcdef0123456789abcdef",
    TELEKEEP_TELEGRAM_SERVERS: "servers.json",
  });
  const { dataDirectory } = telekeep;
  await writeFile(join(dataDirectory, "servers.json"), JSON.stringify(simulator.servers));
  const server = telekeep.start("start", "--json");
  expect(JSON.parse((await server.line()) ?? "")).toMatchObject({ type: "ready" });

  expect(await telekeep.run("dialogs")).toMatchObject({
    code: 1,
    err: "telekeep: No account is signed in to Telegram; sign in first.\n",
  });
  const { phone, code } = simulator.world.account("anna").spec;
  const login = await telekeep.answer([`+${phone}`, code], "login", "--label", "anna");
  expect(login).toMatchObject({ code: 0, out: "Signed in as anna\n" });

  const { out } = await telekeep.run("dialogs", "--account", "anna");
  expect(out).toMatch(/^NUMBER +KIND +HERE +NAME +TITLE$/m);
  const [, number = ""] = /^(-100\d+) +channel +@keeper_letters +Letters to the Keeper$/m.exec(
    out,
  )!;
  // What a chat is called may hold commands to the terminal.
  expect(out).toContain("Poison");
  expect(out).not.toMatch(/[\u001b\u202e]/);
  expect(await telekeep.run("dialogs", "--account", "nobody")).toMatchObject({ code: 4 });

  const added = await telekeep.run("add", number, "--with-discussion");
  expect(added.err).toBe("");
  expect(added.out).toMatch(/^Archived keeper_letters: \d+ messages$/m);
  expect(added.out).toMatch(/^Archived Letters: comments: \d+ messages$/m);
  expect((await telekeep.run("dialogs")).out).toMatch(/^-100\d+ +channel +yes +@keeper_letters /m);

  const file = join(dataDirectory, "targets.csv");
  expect(await telekeep.run("targets", "export", "--with-access", "targets.csv")).toMatchObject({
    code: 0,
    out: `Wrote ${file}\n`,
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).toMatch(/^id,kind,title,username,.*\r\n-100/);
  expect(await telekeep.run("targets", "export", "targets.csv")).toMatchObject({
    code: 1,
    err: `telekeep: ${file} exists already; name a new file.\n`,
  });
  expect(await telekeep.run("targets", "import", "targets.csv")).toMatchObject({
    code: 0,
    out: "Added 0 channels, knew 2\nWays to reach them: 0 added\n",
  });
  const { targets } = JSON.parse((await telekeep.run("targets", "export")).out);
  expect(targets).toMatchObject([{ access: [] }, { access: [], username: "keeper_letters" }]);
  await writeFile(file, "id,kind\r\n1,channel\r\n");
  expect(await telekeep.run("targets", "import", "targets.csv")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^telekeep: Nothing was imported: the first line [^\n]*\.\n$/),
  });
  server.process.kill("SIGTERM");
  await server.ended;
});
