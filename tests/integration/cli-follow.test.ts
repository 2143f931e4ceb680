import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { edit, post } from "../simulator/world/change-messages.ts";
import { openCommandLine, type RunningCommand } from "./cli-process.ts";
import { waitUntil } from "./wait-until.ts";

it("follows a channel, shows each message on a line, and stops when told", async () => {
  await using simulator = await startSimulator({ world: { large: { ids: 20 } } });
  await using telekeep = await openCommandLine({
    TELEGRAM_API_ID: "12345",
    TELEGRAM_API_HASH: "0123456789abcdef0123456789abcdef",
    TELEKEEP_TELEGRAM_SERVERS: "servers.json",
  });
  await writeFile(join(telekeep.dataDirectory, "servers.json"), JSON.stringify(simulator.servers));
  const server = telekeep.start("start", "--json");
  await server.line();
  const { phone, code } = simulator.world.account("anna").spec;
  await telekeep.answer([`+${phone}`, code], "login", "--label", "anna");

  expect(await telekeep.run("follow", "@large_1")).toMatchObject({
    code: 4,
    err: expect.stringContaining("telekeep add @large_1"),
  });
  await telekeep.run("add", "@large_1");
  const following = telekeep.start("follow", "@large_1", "--json");
  expect(JSON.parse((await following.line()) ?? "")).toMatchObject({
    type: "following",
    channel: { username: "large_1", isFollowing: true },
  });
  const { world } = simulator;
  const chat = world.chat("large1");
  /** Reads lines until one is as it should be; others may have come before. */
  const reads = async (command: RunningCommand, isIt: (line: string) => boolean) => {
    for (let line = await command.line(); line !== null; line = await command.line()) {
      if (isIt(line)) return line;
    }
    throw new Error(`it ended without that line: ${(await command.ended).err}`);
  };
  /** Nothing tells that a command shows what comes but the first line that it shows. */
  const begins = async (command: RunningCommand) => {
    let isShown = false;
    const first = reads(command, (line) => line.includes("is anybody there"));
    void first.then(() => (isShown = true));
    await waitUntil(() => isShown || post(world, chat, { text: "is anybody there" }) < 0);
  };
  const isMessage = (message: object) => (line: string) =>
    Object.entries(message).every(([name, value]) => JSON.parse(line).message?.[name] === value);
  await begins(following);
  const id = post(world, chat, { text: "first" });
  await reads(following, isMessage({ messageId: id, text: "first", revisionCount: 1 }));
  edit(world, chat, id, { text: "mended" });
  await reads(following, isMessage({ messageId: id, text: "mended", revisionCount: 2 }));
  following.process.kill("SIGINT");
  const end = await reads(following, (line) => JSON.parse(line).ok === false);
  expect(end).toContain("still followed");
  expect(await following.ended).toMatchObject({ code: 130 });

  const shown = telekeep.start("follow", "t.me/large_1");
  await begins(shown);
  const words = post(world, chat, { text: "plain \u001b[31mwords\u001b[0m\nand more" });
  const line = await reads(shown, (one) => one.includes("words"));
  expect(line).toMatch(new RegExp(`^\\S+ \\S+Z  ${words}  .*plain words`));
  expect(line).not.toMatch(/[\u0000-\u001f]/);
  shown.process.kill("SIGINT");
  expect(await shown.ended).toMatchObject({
    code: 130,
    err: expect.stringContaining("still followed"),
  });

  expect(await telekeep.run("follow", "@large_1", "--stop")).toMatchObject({
    code: 0,
    out: "Not following large_1 any more\n",
  });
  server.process.kill("SIGTERM");
  await server.ended;
});
