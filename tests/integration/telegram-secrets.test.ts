import { inspect } from "node:util";
import { afterEach, expect, it, vi } from "vitest";
import { nemesis } from "../simulator/faults/nemesis.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { keepLog, telegramAt, unaborted } from "./telegram-fixture.ts";
import { waitUntil } from "./wait-until.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of undo.splice(0).toReversed()) await close();
});

it("no secret and no message's text is logged, printed or part of an error", async () => {
  const printed: unknown[] = [];
  for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words));
  }
  const simulator = await startSimulator();
  undo.push(() => simulator.close());
  const log = keepLog();
  const errors: unknown[] = [];
  const attempt = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => errors.push(error));
  };
  const apiHash = "canary0hash0canary0hash0canary00";
  const credentials = { apiId: 12_345, apiHash };
  const telegram = telegramAt(simulator, { log, credentials });
  const impatient = { requestMs: 200, quietMs: 50, pongMs: 100 };

  const { phone, code, password } = simulator.world.account("boris").spec;
  const flow = await telegram.signInByPhone(phone, unaborted);
  undo.push(() => flow[Symbol.asyncDispose]());
  await attempt(flow.submitCode("99999", unaborted));
  await flow.submitCode(code, unaborted);
  await attempt(flow.submitPassword("canary-wrong-password", unaborted));
  const { account, session } = await flow.submitPassword(password!, unaborted);
  await attempt(telegram.connect(account.id, `${session}canary`, unaborted));
  await attempt(telegram.connect(1, session, unaborted));

  const source = await telegramAt(simulator, { log, credentials, timing: impatient }).connect(
    account.id,
    session,
    unaborted,
  );
  undo.push(async () => await source[Symbol.asyncDispose]());
  const resolve = () => source.resolve({ type: "username", username: "quay_talk" }, unaborted);
  const { access } = await resolve();
  const page = () => source.history({ access, start: { below: null }, limit: 50 }, unaborted);
  const texts = (await page()).messages.map(({ text }) => text).filter((text) => text.length > 20);
  for (const rule of nemesis(4, 0)) simulator.faults.add(rule);
  const history = { method: "messages.getHistory" };
  simulator.faults.add({
    name: "unknown",
    match: { ...history, every: 3 },
    effect: { kind: "unknownConstructor" },
  });
  simulator.faults.add({
    name: "cut",
    match: { ...history, every: 4 },
    effect: { kind: "disconnect", when: "in" },
  });
  for (let round = 0; round < 60; round++) await attempt(page());
  simulator.faults.clear();
  for (const key of simulator.connectionsPerKey().keys()) simulator.wire.forgetKey(key);
  await attempt(page());
  await waitUntil(() => source.closed.aborted);
  errors.push(source.closed.reason);

  expect(errors.length).toBeGreaterThan(10);
  expect(log.lines.length).toBeGreaterThan(5);
  const everything =
    JSON.stringify(log.lines) +
    inspect([log.lines, errors, printed], {
      depth: 20,
      showHidden: true,
      maxStringLength: null,
    });
  const key = Buffer.from(session.slice(1), "base64").subarray(-256);
  const secrets = [
    ...[phone, phone.slice(-7), password!, "canary-wrong-password", apiHash],
    ...[session, session.slice(20, 60), key.toString("hex"), key.toString("base64").slice(0, 40)],
    ...[access.accessHash!, ...texts],
  ];
  for (const secret of secrets) expect(everything).not.toContain(secret);
  expect(everything).not.toMatch(new RegExp(`\\b(${code}|99999)\\b`));
  expect(printed).toEqual([]);
});
