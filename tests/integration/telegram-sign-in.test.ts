import { afterEach, describe, expect, it } from "vitest";
import { InvalidState } from "../../packages/core/src/domain/errors.ts";
import {
  AccountRefused,
  FloodWait,
  SignInRefused,
} from "../../packages/core/src/domain/source-failures.ts";
import type { PhoneSignIn } from "../../packages/core/src/telegram/sign-in-by-phone.ts";
import type { QrSignIn, QrToken } from "../../packages/core/src/telegram/sign-in-by-qr.ts";
import type { TelegramOptions } from "../../packages/core/src/telegram/telegram.ts";
import { runCommand } from "../simulator/command.ts";
import type { Handled } from "../simulator/mtproto/contract.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../simulator/simulator.ts";
import { startGramjsStub } from "../simulator/test-support/gramjs-stub.ts";
import { answered, refused } from "../simulator/test-support/stub-server.ts";
import type { TlObject } from "../simulator/tl/value.ts";
import { signIn, telegramAt, unaborted } from "./telegram-fixture.ts";
import { waitUntil } from "./wait-until.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

async function start(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  undo.push(() => simulator.close());
  return simulator;
}

async function byPhone(
  simulator: Simulator,
  phone: string,
  options: Partial<TelegramOptions> = {},
): Promise<PhoneSignIn> {
  const flow = await telegramAt(simulator, options).signInByPhone(phone, unaborted);
  undo.push(() => flow[Symbol.asyncDispose]());
  return flow;
}

async function byQr(simulator: Simulator): Promise<QrSignIn> {
  const flow = await telegramAt(simulator).signInByQr(unaborted);
  undo.push(() => flow[Symbol.asyncDispose]());
  return flow;
}

const scan = (simulator: Simulator, account: string, { url }: QrToken) =>
  runCommand(simulator, {
    do: "acceptLogin",
    account,
    token: Buffer.from(new URL(url).searchParams.get("token") ?? "", "base64url"),
  });

/** Opens connections still, after everything was closed. */
const nobodyConnected = (simulator: Simulator) =>
  waitUntil(() => simulator.wire.connections().length === 0);

describe("signing in by phone", () => {
  it("needs the code that was sent, and gives away a session that works", async () => {
    const simulator = await start();
    const flow = await byPhone(simulator, "+1 (555) 000-1001");
    expect(flow.step).toEqual({
      needs: "code",
      delivery: "app",
      length: 5,
      another: { delivery: "sms", afterSeconds: 60 },
    });
    const step = await flow.submitCode("1 2-345", unaborted);
    expect(step).toEqual({
      needs: null,
      account: {
        id: 7_000_000_001,
        dc: 2,
        phoneMasked: "+1 ••• ••• 01",
        name: "Anna Archer",
        username: "anna_archer",
      },
      session: expect.stringMatching(/^1[\w+/=-]{300,}$/),
    });
    expect(flow.step).toBe(step);
    await nobodyConnected(simulator);
    if (step.needs !== null) throw new Error("not signed in");
    await using source = await telegramAt(simulator).connect(
      step.account.id,
      step.session,
      unaborted,
    );
    expect(source.accountId).toBe(7_000_000_001);
    expect(Math.max(...simulator.peakConnectionsPerKey().values())).toBe(1);
  });

  it.each([
    ["boris", "four words"],
    ["dora", null],
  ])("of %s needs the password too, and takes it after a wrong one", async (key, hint) => {
    const simulator = await start();
    const { phone, code, password, userId } = simulator.world.account(key).spec;
    const flow = await byPhone(simulator, phone);
    expect(await flow.submitCode(code, unaborted)).toEqual({ needs: "password", hint });
    const wrong = flow.submitPassword("wrong", unaborted);
    await expect(wrong).rejects.toThrow(SignInRefused);
    await expect(wrong).rejects.toMatchObject({ code: "PASSWORD_WRONG" });
    const step = await flow.submitPassword(password!, unaborted);
    expect(step.account.id).toBe(userId);
  });

  it("answers another challenge when one has run out", async () => {
    const simulator = await start();
    const flow = await byPhone(simulator, "15550001002");
    await flow.submitCode("22222", unaborted);
    simulator.faults.add({
      name: "stale",
      match: { method: "auth.checkPassword" },
      effect: { kind: "error", code: 400, message: "SRP_ID_INVALID" },
      times: 1,
    });
    const step = await flow.submitPassword("correct horse battery staple", unaborted);
    expect(step.account.id).toBe(7_000_000_002);
  });

  it.each([
    ["carol", 4],
    ["dora", 1],
  ])("follows %s to data centre %i", async (key, dc) => {
    const simulator = await start();
    const { accountId, session } = await signIn(simulator, key);
    await using source = await telegramAt(simulator).connect(accountId, session, unaborted);
    expect(source.accountId).toBe(simulator.world.account(key).userId);
    expect(simulator.wire.connections().map(({ dcId }) => dcId)).toContain(dc);
  });

  it("takes the right code after a wrong one, and none when it has expired", async () => {
    let now = Date.now();
    const simulator = await start({ now: () => now });
    const flow = await byPhone(simulator, "15550001001");
    const wrong = flow.submitCode("54321", unaborted);
    await expect(wrong).rejects.toMatchObject({ name: "SignInRefused", code: "CODE_WRONG" });
    expect(flow.step.needs).toBe("code");
    expect((await flow.submitCode("12345", unaborted)).needs).toBeNull();

    const other = await byPhone(simulator, "15550001001");
    now += 3_600_000;
    const late = other.submitCode("12345", unaborted);
    await expect(late).rejects.toMatchObject({ name: "SignInRefused", code: "CODE_EXPIRED" });
  });

  it("has the code sent another way, as long as there is one", async () => {
    const flow = await byPhone(await start(), "15550001001");
    expect(await flow.resendCode(unaborted)).toMatchObject({
      delivery: "sms",
      another: { delivery: "call" },
    });
    expect(await flow.resendCode(unaborted)).toMatchObject({ delivery: "call", another: null });
    const none = flow.resendCode(unaborted);
    await expect(none).rejects.toMatchObject({ code: "CODE_UNAVAILABLE" });
    expect((await flow.submitCode("12345", unaborted)).needs).toBeNull();
  });

  it("says what is wrong with a number", async () => {
    const simulator = await start();
    await expect(byPhone(simulator, "12")).rejects.toMatchObject({ code: "PHONE_INVALID" });
    const unknown = await byPhone(simulator, "+1 555 999 0000");
    const code = unknown.submitCode("00000", unaborted);
    await expect(code).rejects.toMatchObject({ code: "PHONE_UNKNOWN" });
    await runCommand(simulator, { do: "banAccount", account: "anna" });
    const banned = byPhone(simulator, "15550001001");
    await expect(banned).rejects.toMatchObject({ code: "PHONE_BANNED" });
  });

  it("says when there were too many codes, and how long Telegram wants to be left alone", async () => {
    const simulator = await start({ loginCodes: { codesPerDay: 1 } });
    await byPhone(simulator, "15550001001");
    const second = byPhone(simulator, "15550001001");
    await expect(second).rejects.toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
    simulator.faults.add({
      name: "wait",
      match: { method: "auth.sendCode" },
      effect: { kind: "floodWait", seconds: 77 },
    });
    const flooded = byPhone(simulator, "15550001002");
    await expect(flooded).rejects.toThrow(FloodWait);
    await expect(flooded).rejects.toMatchObject({ call: "sign_in", seconds: 77 });
  });

  it("says that Telegram does not know the api_id", async () => {
    const credentials = { apiId: 0, apiHash: "x" };
    const flow = byPhone(await start(), "15550001001", { credentials });
    await expect(flow).rejects.toMatchObject({ code: "API_CREDENTIALS_WRONG" });
  });

  it("takes each step in its turn only", async () => {
    const flow = await byPhone(await start(), "15550001001");
    await expect(flow.submitPassword("x", unaborted)).rejects.toThrow(InvalidState);
    await flow.submitCode("12345", unaborted);
    await expect(flow.submitCode("12345", unaborted)).rejects.toThrow(InvalidState);
  });

  it("outlives a lost connection between two steps", async () => {
    const simulator = await start();
    const flow = await byPhone(simulator, "15550001002");
    simulator.wire.dropConnections();
    await flow.submitCode("22222", unaborted);
    simulator.wire.dropConnections();
    const step = await flow.submitPassword("correct horse battery staple", unaborted);
    expect(step.account.id).toBe(7_000_000_002);
  });

  it("leaves nothing open when it is given up", async () => {
    const simulator = await start();
    const flow = await byPhone(simulator, "15550001001");
    await flow[Symbol.asyncDispose]();
    await expect(byPhone(simulator, "12")).rejects.toThrow(SignInRefused);
    await nobodyConnected(simulator);
  });
});

describe("signing in with a code by e-mail", () => {
  const sentCode = (type: TlObject): Handled =>
    answered({ _: "auth.sentCode", type, phone_code_hash: "hash" });

  it("hands the code in as one", async () => {
    const asked: TlObject[] = [];
    const stub = await startGramjsStub(({ request }) => {
      if (request._ === "auth.sendCode") {
        return sentCode({ _: "auth.sentCodeTypeEmailCode", email_pattern: "a***@b", length: 6 });
      }
      if (request._ !== "auth.signIn") return undefined;
      asked.push(request);
      return refused(400, "EMAIL_CODE_INVALID");
    });
    undo.push(() => stub.close());
    const servers = { dcs: stub.dcs, publicKeys: stub.publicKeys };
    await using flow = await telegramAt({ servers }).signInByPhone("15550001001", unaborted);
    expect(flow.step).toMatchObject({ delivery: "email", length: 6, another: null });
    const wrong = flow.submitCode("123 456", unaborted);
    await expect(wrong).rejects.toMatchObject({ code: "CODE_WRONG" });
    expect(asked[0]?.phone_code).toBeUndefined();
    expect(asked[0]?.email_verification).toMatchObject({ code: "123456" });
  });

  it("says that an address has to be there first", async () => {
    const stub = await startGramjsStub(({ request }) =>
      request._ === "auth.sendCode"
        ? sentCode({ _: "auth.sentCodeTypeSetUpEmailRequired" })
        : undefined,
    );
    undo.push(() => stub.close());
    const servers = { dcs: stub.dcs, publicKeys: stub.publicKeys };
    const flow = telegramAt({ servers }).signInByPhone("15550001001", unaborted);
    await expect(flow).rejects.toMatchObject({ code: "EMAIL_REQUIRED" });
  });
});

describe("signing in by QR code", () => {
  it("shows a code until it is scanned", async () => {
    const simulator = await start();
    const flow = await byQr(simulator);
    const shown: QrToken[] = [];
    for await (const token of flow.tokens(unaborted)) {
      shown.push(token);
      expect(token.url).toMatch(/^tg:\/\/login\?token=[\w-]+$/);
      expect(token.expiresAt - Date.now()).toBeGreaterThan(20_000);
      await scan(simulator, "anna", token);
    }
    expect(shown).toHaveLength(1);
    expect(flow.step).toMatchObject({ needs: null, account: { id: 7_000_000_001, dc: 2 } });
    await nobodyConnected(simulator);
  });

  it("needs the password of an account that has one", async () => {
    const simulator = await start();
    const flow = await byQr(simulator);
    for await (const token of flow.tokens(unaborted)) await scan(simulator, "boris", token);
    expect(flow.step).toEqual({ needs: "password", hint: "four words" });
    const step = await flow.submitPassword("correct horse battery staple", unaborted);
    expect(step.account.id).toBe(7_000_000_002);
    expect(flow.step).toBe(step);
  });

  it.each([
    ["carol", 4],
    ["dora", 1],
  ])("follows %s to data centre %i", async (key, dc) => {
    const simulator = await start();
    const flow = await byQr(simulator);
    for await (const token of flow.tokens(unaborted)) await scan(simulator, key, token);
    if (flow.step.needs === "password") {
      await flow.submitPassword(simulator.world.account(key).spec.password!, unaborted);
    }
    if (flow.step.needs !== null) throw new Error("not signed in");
    const { account, session } = flow.step;
    expect(account.dc).toBe(dc);
    await using source = await telegramAt(simulator).connect(account.id, session, unaborted);
    expect(source.accountId).toBe(account.id);
  });

  it("shows another code when one has expired, and notices a scan it was not told of", async () => {
    const simulator = await start({ loginTokenLifetime: 300 });
    simulator.faults.add({ name: "deaf", match: { method: "push" }, effect: { kind: "dropPush" } });
    const flow = await byQr(simulator);
    const urls: string[] = [];
    for await (const token of flow.tokens(unaborted)) {
      urls.push(token.url);
      if (urls.length === 2) await scan(simulator, "anna", token);
    }
    expect(new Set(urls).size).toBe(2);
    expect(flow.step).toMatchObject({ needs: null, account: { id: 7_000_000_001 } });
  });

  it.each([3600, -3600])("tells the end of a code with a clock %i s off", async (seconds) => {
    const simulator = await start({ now: () => Date.now() + seconds * 1000 });
    const flow = await byQr(simulator);
    for await (const { expiresAt } of flow.tokens(unaborted)) {
      expect(expiresAt - Date.now()).toBeGreaterThan(20_000);
      expect(expiresAt - Date.now()).toBeLessThanOrEqual(60_000);
      break;
    }
  });

  it("ends with the signal's reason, and leaves nothing open when it is given up", async () => {
    const simulator = await start();
    const flow = await byQr(simulator);
    const stop = new AbortController();
    const reason = new Error("enough");
    const all = (async () => {
      for await (const _ of flow.tokens(stop.signal)) stop.abort(reason);
    })();
    await expect(all).rejects.toBe(reason);
    await flow[Symbol.asyncDispose]();
    await nobodyConnected(simulator);
  });
});

describe("signing out", () => {
  it("makes the session worthless, and may be repeated", async () => {
    const simulator = await start();
    const telegram = telegramAt(simulator);
    const { accountId, session } = await signIn(simulator);
    await telegram.signOut(accountId, session, unaborted);
    const again = telegram.connect(accountId, session, unaborted);
    await expect(again).rejects.toThrow(AccountRefused);
    await telegram.signOut(accountId, session, unaborted);
    await nobodyConnected(simulator);
  });
});
