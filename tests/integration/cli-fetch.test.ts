import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { existingIds } from "../simulator/world/oracle.ts";
import { openCommandLine } from "./cli-process.ts";

it("fetches parts of a channel, and lets a job rest, go on, end and start again", async () => {
  await using simulator = await startSimulator({ world: { large: { ids: 400 } } });
  await using telekeep = await openCommandLine({
    TELEGRAM_API_ID: "12345",
    TELEGRAM_API_HASH: "0123456789abcdef0123456789abcdef",
    TELEKEEP_TELEGRAM_SERVERS: "servers.json",
  });
  await writeFile(join(telekeep.dataDirectory, "servers.json"), JSON.stringify(simulator.servers));
  const server = telekeep.start("start", "--json");
  expect(JSON.parse((await server.line()) ?? "")).toMatchObject({ type: "ready" });
  const { phone, code } = simulator.world.account("anna").spec;
  await telekeep.answer([`+${phone}`, code], "login", "--label", "anna");

  simulator.faults.add({
    ...{ name: "silence", match: { method: "messages.getHistory" } },
    effect: { kind: "silence" },
  });
  const begun = await telekeep.run("add", "@large_1", "--no-wait");
  expect(begun).toMatchObject({ code: 0, err: "" });
  const [, id = ""] = /^Fetching large_1: (\S+)\n$/.exec(begun.out) ?? [];
  const said = async (...argv: string[]) => {
    const { code: exit, out, err } = await telekeep.run(...argv);
    return [exit, out, err];
  };
  // A worker may be quicker than the answer.
  const goesOn = [0, expect.stringMatching(/^(QUEUED|RUN) {2}@large_1\n$/), ""];
  expect(await said("pause", id)).toEqual([0, "PAUSED  @large_1\n", ""]);
  expect(await said("pause", id)).toEqual([
    ...[1, "", "telekeep: The job is paused and cannot be paused.\n"],
  ]);
  const again = await telekeep.run("fetch", "large 1", "--no-wait");
  expect(again.out).toBe(`Fetching already large_1: ${id}\n`);
  expect(await said("resume", id)).toEqual(goesOn);
  expect(await said("cancel", id)).toEqual([0, "CANCELED  @large_1\n", ""]);
  expect(await said("retry", id)).toEqual(goesOn);
  expect(await said("cancel", id)).toEqual([0, "CANCELED  @large_1\n", ""]);
  simulator.faults.clear();

  const part = existingIds(simulator.world, "large1").filter((each) => each > 100 && each <= 200);
  const fetched = await telekeep.run("fetch", "t.me/large_1", "--from", "101", "--to", "200");
  expect(fetched).toMatchObject({ code: 0, err: "" });
  expect(fetched.out.split("\n")).toEqual([
    ...[`Archived large_1: ${part.length} messages`, `  ${part.length} messages added`],
    ...["  0 already there", "  0 new versions of messages", "  0 files recorded"],
    `  100 ids examined, ${100 - part.length} of them without a message`,
    ...[expect.stringMatching(/^ {2}[2-4] requests$/), ""],
  ]);
  const nothing = await telekeep.run("fetch", "@large_1", "--since", "2040");
  expect(nothing.out).toMatch(/^Archived large_1: 0 messages$/m);
  expect(nothing.out).toMatch(/^ {2}note: No message lies within these bounds; the newest one is/m);

  const json = await telekeep.run("fetch", "@large_1", "--oldest-first", "--json");
  const values = json.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(values.slice(0, -1).every(({ type }) => type === "progress")).toBe(true);
  const rest = existingIds(simulator.world, "large1").length - part.length;
  expect(values.at(-1)).toMatchObject({
    ...{ ok: true, data: { job: { title: "@large_1", result: { messagesAdded: rest } } } },
  });
  expect(await said("fetch", "@large_1", "--from", "9", "--to", "5")).toEqual([
    ...[2, "", "telekeep: The first message to archive comes after the last one; swap them.\n"],
  ]);
  expect((await telekeep.run("fetch", "@nobody")).err).toBe(
    "telekeep: No channel here is called @nobody; add it with: telekeep add @nobody\n",
  );
}, 120_000);
