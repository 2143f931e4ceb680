import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import type { Client } from "../../packages/tui/src/client/client.ts";
import {
  AccountsQuery,
  CheckAccountMutation,
  LogOutAccountMutation,
  SetAccountProxyMutation,
} from "../../packages/tui/src/operations/accounts.ts";
import {
  CancelLoginMutation,
  LoginProgressSubscription,
  SetTelegramCredentialsMutation,
  StartLoginMutation,
  SubmitLoginCodeMutation,
  SubmitLoginPasswordMutation,
} from "../../packages/tui/src/operations/login.ts";
import { runCommand } from "../simulator/command.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../simulator/simulator.ts";
import { socks5 } from "./proxy-servers.ts";
import { API_HASH, startTelegramServer, type TelegramServerOptions } from "./telegram-server.ts";

const undo: (() => PromiseLike<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

async function opened<T extends AsyncDisposable>(opening: Promise<T>): Promise<T> {
  const resource = await opening;
  undo.push(() => resource[Symbol.asyncDispose]());
  return resource;
}

async function start(options: SimulatorOptions = {}, more: TelegramServerOptions = {}) {
  const simulator = await opened(startSimulator(options));
  return { simulator, server: await opened(startTelegramServer(simulator, more)) };
}

async function begin(client: Client, phoneNumber: string | null, proxy: string | null = null) {
  const input = { phoneNumber, label: null, proxy };
  return (await client.request(StartLoginMutation, { input })).startLogin;
}

async function flowOf(starting: ReturnType<typeof begin>) {
  const started = await starting;
  if ("flow" in started) return started.flow;
  throw new Error(started.message);
}

const submitCode = async (client: Client, flowId: string, code: string) =>
  (await client.request(SubmitLoginCodeMutation, { input: { flowId, code } })).submitLoginCode;

/** Signs an account of the simulator in and answers its id. */
async function logIn(
  { client }: { client: Client },
  simulator: Simulator,
  key: string,
  proxy: string | null = null,
): Promise<string> {
  const { phone, code, password } = simulator.world.account(key).spec;
  const { id } = await flowOf(begin(client, `+${phone}`, proxy));
  let done = await submitCode(client, id, code);
  if (password !== undefined) {
    const input = { flowId: id, password };
    done = (await client.request(SubmitLoginPasswordMutation, { input })).submitLoginPassword;
  }
  expect(done).toMatchObject({ flow: { step: "DONE" } });
  return String(("flow" in done && done.flow.account?.telegramUserId) || "");
}

const check = async ({ client }: { client: Client }, telegramUserId: string) =>
  (await client.request(CheckAccountMutation, { input: { telegramUserId } })).checkAccount;

const setProxy = async ({ client }: { client: Client }, telegramUserId: string, proxy: string) =>
  (await client.request(SetAccountProxyMutation, { input: { telegramUserId, proxy } }))
    .setAccountProxy;

const logOut = async ({ client }: { client: Client }, telegramUserId: string, force = false) =>
  (await client.request(LogOutAccountMutation, { input: { telegramUserId, force } })).logOutAccount;

const accountsOf = async ({ client }: { client: Client }) =>
  (await client.request(AccountsQuery, {})).accounts;

describe("a sign-in", () => {
  it("stays where it is after a wrong code, and ends after five", async () => {
    const { server } = await start();
    const { id } = await flowOf(begin(server.client, "+15550001001"));
    for (let attempt = 1; attempt < 5; attempt++) {
      expect(await submitCode(server.client, id, "99999")).toMatchObject({ reason: "CODE_WRONG" });
    }
    expect(await submitCode(server.client, id, "99999")).toMatchObject({
      reason: "TOO_MANY_ATTEMPTS",
      message: "That was wrong too often; begin the sign-in again.",
    });
    expect(await submitCode(server.client, id, "12345")).toMatchObject({ code: "NOT_FOUND" });
    expect(await accountsOf(server)).toEqual([]);
  });

  it("is told to whoever watches it, from its state to its end", async () => {
    const { server } = await start();
    const { id } = await flowOf(begin(server.client, "+15550001002"));
    const steps: string[] = [];
    const events = server.client.subscribe(LoginProgressSubscription, { id }, AbortSignal.any([]));
    for await (const { loginProgress } of events) {
      steps.push(loginProgress.step);
      if (loginProgress.step === "ENTER_CODE") await submitCode(server.client, id, "22222");
      if (loginProgress.step === "ENTER_PASSWORD") {
        const input = { flowId: id, password: "correct horse battery staple" };
        await server.client.request(SubmitLoginPasswordMutation, { input });
      }
    }
    expect(steps).toEqual(["ENTER_CODE", "ENTER_PASSWORD", "DONE"]);
  });

  it("by QR code shows another code when one has run out, and takes that one", async () => {
    const { simulator, server } = await start({ loginTokenLifetime: 1_000 });
    const first = await flowOf(begin(server.client, null));
    expect(first).toMatchObject({ step: "SCAN_QR", account: null });
    const urls = [first.qr?.loginUrl];
    const events = server.client.subscribe(
      LoginProgressSubscription,
      { id: first.id },
      AbortSignal.any([]),
    );
    let last = first;
    for await (const { loginProgress } of events) {
      last = loginProgress;
      const url = last.qr?.loginUrl;
      if (url === undefined || urls.includes(url)) continue;
      urls.push(url);
      const accept = (link = "") =>
        runCommand(simulator, {
          ...{ do: "acceptLogin", account: "carol" },
          token: Buffer.from(new URL(link).searchParams.get("token") ?? "", "base64url"),
        } as const);
      await expect((async () => await accept(urls[0]))()).rejects.toThrow(/AUTH_TOKEN_EXPIRED/);
      await accept(url);
    }
    expect(last).toMatchObject({ step: "DONE", account: { label: "carol_keeps" }, qr: null });
    expect(await accountsOf(server)).toMatchObject([{ dc: 4, state: "READY" }]);
  });

  it("follows a phone number to the data centre where it lives", async () => {
    const { simulator, server } = await start();
    await logIn(server, simulator, "carol");
    expect(await accountsOf(server)).toMatchObject([{ label: "carol_keeps", dc: 4 }]);
  });

  it("works with a clock that is an hour off, which a check tells", async () => {
    const { simulator, server } = await start({ now: () => Date.now() + 3_600_000 });
    const { qr, id } = await flowOf(begin(server.client, null));
    const left = Date.parse(qr?.expiresAt ?? "") - Date.now();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
    await server.client.request(CancelLoginMutation, { input: { flowId: id } });
    const anna = await logIn(server, simulator, "anna");
    const checked = await check(server, anna);
    expect(checked).toMatchObject({ __typename: "CheckAccountSuccess" });
    const ahead = "clockAheadSeconds" in checked ? checked.clockAheadSeconds : 0;
    expect(Math.abs(ahead - 3600)).toBeLessThanOrEqual(60);
  });

  it("asks for credentials where there are none, and keeps them for their owner alone", async () => {
    const { simulator, server } = await start({}, { withoutCredentials: true });
    const { client, dataDir } = server;
    expect(await begin(client, "+15550001001")).toMatchObject({ currentState: "NO_CREDENTIALS" });
    const give = async (apiId: number, apiHash: string) =>
      (await client.request(SetTelegramCredentialsMutation, { input: { apiId, apiHash } }))
        .setTelegramCredentials;
    expect(await give(1, "no hash")).toMatchObject({ code: "INVALID_INPUT" });
    expect(await give(12_345, API_HASH)).toEqual({ __typename: "SetTelegramCredentialsSuccess" });
    await logIn(server, simulator, "anna");
    const file = join(dataDir, "telegram.json");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ apiId: 12_345, apiHash: API_HASH });
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe("an account", () => {
  it("whose session was ended says so, and the others go on", async () => {
    const { simulator, server } = await start();
    const [anna, boris] = [
      await logIn(server, simulator, "anna"),
      await logIn(server, simulator, "boris"),
    ];
    await runCommand(simulator, { do: "endSessions", account: "anna", why: "SESSION_REVOKED" });
    expect(await check(server, anna)).toMatchObject({
      message: "Telegram no longer takes this account's session; sign in again.",
    });
    expect(await check(server, boris)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(await accountsOf(server)).toMatchObject([
      { state: "REVOKED", stateReason: expect.stringContaining("sign in again") },
      { state: "READY", stateReason: null },
    ]);
    await logIn(server, simulator, "anna");
    expect(await check(server, anna)).toMatchObject({ __typename: "CheckAccountSuccess" });
  });

  it("that another server uses is refused, and free as soon as that one is gone", async () => {
    const vaultPassphrase = "the same for both of them";
    const { simulator, server } = await start({}, { vaultPassphrase });
    const anna = await logIn(server, simulator, "anna");
    const { connectionString } = server;
    const other = await startTelegramServer(simulator, { vaultPassphrase, connectionString });
    let isOpen = true;
    undo.push(async () => {
      if (isOpen) await other[Symbol.asyncDispose]();
    });
    expect(await check(other, anna)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(await check(server, anna)).toMatchObject({
      message: "Another Telekeep process uses this account; stop that one, or let it do the work.",
    });
    expect(await logOut(server, anna)).toMatchObject({ code: "INVALID_STATE" });
    await other[Symbol.asyncDispose]();
    isOpen = false;
    expect(await check(server, anna)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(Math.max(...simulator.peakConnectionsPerKey().values())).toBe(1);
  });

  it("is not signed out while Telegram cannot be told, unless it is forced", async () => {
    const { simulator, server } = await start();
    const anna = await logIn(server, simulator, "anna");
    simulator.faults.add({
      name: "down",
      match: { method: "auth.logOut" },
      effect: { kind: "error", code: 500, message: "INTERNAL" },
    });
    expect(await logOut(server, anna)).toMatchObject({ code: "TELEGRAM_UNAVAILABLE" });
    expect(await accountsOf(server)).toMatchObject([{ state: "READY" }]);
    expect(await logOut(server, anna, true)).toMatchObject({ isRevoked: false });
    expect(await accountsOf(server)).toMatchObject([{ state: "SIGNED_OUT" }]);
    expect(await logOut(server, "4711")).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a proxy", () => {
  it("of an account is used by it alone, and shown without its login", async () => {
    const { simulator, server } = await start();
    const proxy = await opened(socks5("me:pass-word-canary"));
    const address = `socks5://me:pass-word-canary@127.0.0.1:${proxy.port}`;
    const anna = await logIn(server, simulator, "anna", address);
    expect(proxy.asked.length).toBeGreaterThan(0);
    expect(await accountsOf(server)).toMatchObject([
      { proxy: `socks5://•••@127.0.0.1:${proxy.port}` },
    ]);
    const before = proxy.asked.length;
    const boris = await logIn(server, simulator, "boris");
    expect(await check(server, boris)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(proxy.asked.length).toBe(before);
    expect(await check(server, anna)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(proxy.asked.length).toBeGreaterThan(before);
  });

  it("of the settings is used by accounts that have none of their own", async () => {
    const [common, own] = [await opened(socks5()), await opened(socks5())];
    const at = ({ port }: { port: number }) => `socks5://127.0.0.1:${port}`;
    const { simulator, server } = await start({}, { proxy: at(common) });
    const anna = await logIn(server, simulator, "anna");
    expect(common.asked.length).toBeGreaterThan(0);
    await setProxy(server, anna, at(own));
    const before = common.asked.length;
    expect(await check(server, anna)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(common.asked.length).toBe(before);
    expect(own.asked.length).toBeGreaterThan(0);
  });

  it("that is down stops its account with a sentence, until it gets another one", async () => {
    const { simulator, server } = await start();
    const { port, [Symbol.asyncDispose]: close } = await socks5();
    await close();
    const down = `Telegram could not be reached through the proxy socks5://127.0.0.1:${port}; check that it runs and takes this login.`;
    const dead = `socks5://127.0.0.1:${port}`;
    expect(await begin(server.client, "+15550001001", dead)).toMatchObject({ message: down });
    const anna = await logIn(server, simulator, "anna");
    expect(await setProxy(server, anna, dead)).toMatchObject({ account: { proxy: dead } });
    expect(await check(server, anna)).toMatchObject({ message: down });
    const live = await opened(socks5());
    await setProxy(server, anna, `socks5://127.0.0.1:${live.port}`);
    expect(await check(server, anna)).toMatchObject({ __typename: "CheckAccountSuccess" });
    expect(live.asked.length).toBeGreaterThan(0);
  });

  it("that cannot work is refused before anything is changed", async () => {
    const { simulator, server } = await start();
    const anna = await logIn(server, simulator, "anna");
    const disguised = `https://t.me/proxy?server=example.org&port=443&secret=ee${"0".repeat(32)}6578`;
    expect(await setProxy(server, anna, disguised)).toMatchObject({
      message: expect.stringMatching(/begin with ee disguise the connection as TLS/),
    });
    expect(await setProxy(server, anna, "me:secret-canary@nowhere")).toMatchObject({
      message: expect.not.stringContaining("canary"),
    });
    expect(await accountsOf(server)).toMatchObject([{ proxy: null }]);
  });
});

it("nothing that a sign-in passes on is found in the log, the database, or the data folder", async () => {
  const { simulator, server } = await start();
  const proxy = await opened(socks5("me:pass-word-canary"));
  const boris = simulator.world.account("boris").spec;
  const wrong = await flowOf(begin(server.client, `+${boris.phone}`));
  await submitCode(server.client, wrong.id, boris.code);
  const mistyped = { flowId: wrong.id, password: "mistyped-canary" };
  await server.client.request(SubmitLoginPasswordMutation, { input: mistyped });
  const address = `socks5://me:pass-word-canary@127.0.0.1:${proxy.port}`;
  const id = await logIn(server, simulator, "boris", address);
  await check(server, id);
  const answers = JSON.stringify(await accountsOf(server));

  const [key] = [...simulator.connectionsPerKey().keys()];
  expect(key).toBeDefined();
  const places = new Map<string, string>([
    ["log", server.log.join("")],
    ["answers", answers],
    ["database", await everythingIn(server.connectionString)],
    ["data folder", await everyFileOf(server.dataDir)],
  ]);
  const secrets = [API_HASH, boris.password ?? "", "mistyped-canary", "pass-word-canary"];
  for (const [place, text] of places) {
    expect(text.length, place).toBeGreaterThan(50);
    for (const secret of secrets) {
      for (const spelling of ["utf8", "hex", "base64"] as const) {
        expect(text, `${place}: ${secret}`).not.toContain(Buffer.from(secret).toString(spelling));
      }
    }
  }
});

async function everythingIn(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    let text = "";
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      text += rows.map(({ row }) => row).join("\n");
    }
    return text;
  } finally {
    await client.end();
  }
}

async function everyFileOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}
