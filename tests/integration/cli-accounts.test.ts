import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runCommand } from "../simulator/command.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { type CommandLine, openCommandLine } from "./cli-process.ts";
import { socks5 } from "./proxy-servers.ts";

const API_HASH = "0123456789abcdef0123456789abcdef";

const undo: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

async function start(
  settings: Record<string, string> = {},
): Promise<{ simulator: Simulator; telekeep: CommandLine; stop(): Promise<string> }> {
  const simulator = await startSimulator({ world: "tiny" });
  undo.push(() => simulator.close());
  const telekeep = await openCommandLine({
    TELEGRAM_API_ID: "12345",
    TELEGRAM_API_HASH: API_HASH,
    TELEKEEP_TELEGRAM_SERVERS: "servers.json",
    ...settings,
  });
  undo.push(() => telekeep[Symbol.asyncDispose]());
  await writeFile(join(telekeep.dataDirectory, "servers.json"), JSON.stringify(simulator.servers));
  const server = telekeep.start("start", "--json", "--verbose");
  expect(JSON.parse((await server.line()) ?? "")).toMatchObject({ type: "ready" });
  return {
    ...{ simulator, telekeep },
    /** All that the server wrote. */
    async stop() {
      server.process.kill("SIGTERM");
      const { err } = await server.ended;
      const log = join(telekeep.dataDirectory, "logs", "server.log");
      return err + (await readFile(log, "utf8").catch(() => ""));
    },
  };
}

/** Accepts a login link as somebody does who scans it. */
async function scan({ simulator }: { simulator: Simulator }, account: string, url: string) {
  const token = Buffer.from(new URL(url).searchParams.get("token") ?? "", "base64url");
  await runCommand(simulator, { do: "acceptLogin", account, token });
}

it("signs in by a code that is scanned, and signs out at Telegram", async () => {
  const { simulator, telekeep, stop } = await start();
  const { password } = simulator.world.account("boris").spec;
  const login = telekeep.converse([password ?? ""], "login", "--qr", "--json", "--label", "boris");
  const { type, loginUrl } = JSON.parse((await login.line()) ?? "") as Record<string, string>;
  expect(type).toBe("qr");
  await scan({ simulator }, "boris", loginUrl ?? "");
  expect(JSON.parse((await login.line()) ?? "")).toMatchObject({
    data: { account: { label: "boris" } },
  });
  const { code, err } = await login.ended;
  expect(code).toBe(0);

  expect(await telekeep.run("accounts", "proxy", "boris", "socks5://me:canary@h:1")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^(?!.*canary).*does not belong on the command line/),
  });
  const proxy = await socks5();
  undo.push(() => proxy[Symbol.asyncDispose]());
  const address = `socks5://127.0.0.1:${proxy.port}`;
  expect(await telekeep.run("accounts", "proxy", "boris", address)).toMatchObject({
    code: 0,
    out: `boris reaches Telegram by ${address}\n`,
  });
  expect((await telekeep.run("accounts", "check", "boris")).out).toContain(`ok by ${address}`);
  await telekeep.run("accounts", "proxy", "boris", "none");
  expect((await telekeep.run("accounts", "check")).out).toMatch(
    /^boris: ok, connected in \d+ ms, handshake \d+ ms\n$/,
  );
  expect(await telekeep.run("logout", "nobody")).toMatchObject({ code: 4 });
  expect(await telekeep.run("logout", "boris")).toMatchObject({
    code: 0,
    out: "Signed out boris; what it archived stays\n",
  });
  expect((await telekeep.run("accounts")).out).toMatch(/^boris .* signed out /m);
  expect(simulator.requests().map(({ method }) => method)).toContain("auth.logOut");
  expect(await telekeep.run("add", "@harbour_news")).toMatchObject({
    err: expect.stringContaining("sign in first"),
  });
  const log = await stop();
  for (const secret of [password ?? "", API_HASH, loginUrl?.split("token=")[1] ?? ""]) {
    expect(secret.length).toBeGreaterThan(10);
    expect(log + err).not.toContain(secret);
  }
});

it("says in one sentence what is missing where nobody can be asked for it", async () => {
  const { telekeep } = await start({ TELEGRAM_API_ID: "", TELEGRAM_API_HASH: "" });
  const login = await telekeep.answer(["+15550001001"], "login");
  expect(login).toMatchObject({ code: 1, out: "" });
  expect(login.err).toMatch(/^telekeep: Telegram cannot be asked yet: .*my\.telegram\.org.*\n$/);
  expect(await telekeep.run("accounts")).toMatchObject({
    out: "No account is signed in. Sign one in with: telekeep login\n",
  });
  expect(await readdir(telekeep.dataDirectory)).not.toContain("telegram.json");
});
