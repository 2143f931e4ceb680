import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { existingIds } from "../simulator/world/oracle.ts";
import { openCommandLine } from "./cli-process.ts";

const API_HASH = "0123456789abcdef0123456789abcdef";

it("signs in, adds a channel and finds its messages, and shows no secret", async () => {
  await using simulator = await startSimulator({ world: "tiny" });
  await using telekeep = await openCommandLine({
    TELEGRAM_API_ID: "12345",
    TELEGRAM_API_HASH: API_HASH,
    TELEKEEP_TELEGRAM_SERVERS: "servers.json",
  });
  await writeFile(join(telekeep.dataDirectory, "servers.json"), JSON.stringify(simulator.servers));
  const server = telekeep.start("start", "--json", "--verbose");
  expect(JSON.parse((await server.line()) ?? "")).toMatchObject({ type: "ready" });

  expect(await telekeep.run("add", "@harbour_news")).toMatchObject({
    code: 1,
    err: expect.stringContaining("sign in first"),
  });
  const { phone, code, password } = simulator.world.account("boris").spec;
  const typed = [`+${phone}`, "11111", code, "not the password", password ?? ""];
  const login = await telekeep.answer(typed, "login", "--label", "boris");
  expect(login).toMatchObject({ code: 0, out: "Signed in as boris\n" });
  expect(login.err).toMatch(/not the code.*\n.*not the account's password/);
  expect((await telekeep.run("accounts")).out).toMatch(/^boris +\+1 ••• ••• 02 +ready /m);

  // Two of them hold a NUL, which PostgreSQL cannot store: they are in quarantine.
  const count = existingIds(simulator.world, "news").length - 2;
  const added = await telekeep.run("add", "t.me/harbour_news");
  expect(added.code).toBe(0);
  expect(added.out).toContain(`Archived harbour_news: ${count} messages\n`);
  expect(added.out).toMatch(/^ {2}2 set aside because they could not be stored\n {4}1 × .*NUL/m);
  expect((await telekeep.run("channels")).out).toMatch(
    new RegExp(`^@harbour_news +${count} +100.0% `, "m"),
  );
  expect(await telekeep.run("add", "@nobody_has_this")).toMatchObject({
    code: 1,
    err: "telekeep: Nobody has this username.\n",
  });

  server.process.kill("SIGTERM");
  const { err } = await server.ended;
  const log = await readFile(join(telekeep.dataDirectory, "logs", "server.log"), "utf8").catch(
    () => "",
  );
  for (const secret of [API_HASH, phone, code, password ?? ""]) {
    expect(`${err}${log}${login.out}${login.err}`).not.toContain(secret);
  }
});
