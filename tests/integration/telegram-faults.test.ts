import { afterEach, describe, expect, it } from "vitest";
import {
  AccountRefused,
  ChannelInaccessible,
  FloodWait,
  SourceUnavailable,
} from "../../packages/core/src/domain/source-failures.ts";
import type { ChannelAccess } from "../../packages/core/src/domain/target.ts";
import type { MessageSource } from "../../packages/core/src/ports/message-source.ts";
import type { TelegramOptions } from "../../packages/core/src/telegram/telegram.ts";
import type { FaultEffect } from "../simulator/faults/fault-rule.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../simulator/simulator.ts";
import { existingIds } from "../simulator/world/oracle.ts";
import { connect, handClock, keepLog, signIn, telegramAt, unaborted } from "./telegram-fixture.ts";
import { waitUntil } from "./wait-until.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

interface Setting {
  readonly simulator: Simulator;
  readonly source: MessageSource;
  readonly access: ChannelAccess;
  readonly hit: (effect: FaultEffect, times?: number, method?: string) => void;
  readonly page: (below?: number | null, signal?: AbortSignal) => Promise<number[]>;
  readonly ids: readonly number[];
}

async function start(
  options: Partial<TelegramOptions> = {},
  simulatorOptions: SimulatorOptions = {},
): Promise<Setting> {
  const simulator = await startSimulator(simulatorOptions);
  undo.push(() => simulator.close());
  const source = await connect(simulator, options);
  undo.push(async () => await source[Symbol.asyncDispose]());
  const { access } = await source.resolve(
    { type: "username", username: "harbour_news" },
    unaborted,
  );
  return {
    simulator,
    source,
    access,
    hit: (effect, times = 1, method = "messages.getHistory") =>
      simulator.faults.add({ name: effect.kind, match: { method }, effect, times }),
    page: async (below = null, signal = unaborted) => {
      const { messages } = await source.history({ access, start: { below }, limit: 20 }, signal);
      return messages.map(({ id }) => id);
    },
    ids: existingIds(simulator.world, "news"),
  };
}

/** Requests whose time is over when the test says so. */
function byHand() {
  const clock = handClock();
  return { clock, timing: { requestMs: clock.handMs } };
}
const watchful = { timing: { quietMs: 50, pongMs: 100 } };

describe("a connection that breaks", () => {
  it.each(["before", "in", "after"] as const)(
    "%s an answer is replaced, and the request is answered once",
    async (when) => {
      const { simulator, hit, page, ids } = await start();
      hit({ kind: "disconnect", when });
      expect(await page()).toEqual(ids.slice(-20));
      expect(await page(ids.at(-20)!)).toEqual(ids.slice(-40, -20));
      expect(simulator.faults.firedTimes("disconnect")).toBe(1);
      expect(simulator.wire.problems).toEqual([]);
    },
  );

  it("loses none of the requests made before, during and after", async () => {
    const log = keepLog();
    const { simulator, page, ids } = await start({ log });
    const lost = () => log.lines.filter(({ message }) => message.includes("was lost")).length;
    const early = [page(), page(ids[30]!)];
    simulator.wire.dropConnections();
    await waitUntil(() => lost() === 1);
    const during = [page(ids[20]!)];
    await waitUntil(() => log.lines.some(({ message }) => message.includes("is back")));
    const answers = await Promise.all([...early, ...during, page(ids[10]!)]);
    expect(answers.map((answer) => answer.at(-1))).toEqual([ids.at(-1), ids[29], ids[19], ids[9]]);
  });

  it("and a server that is away for a while end when it is back", async () => {
    const { simulator, page, ids } = await start();
    await simulator.wire.goDown();
    const asked = page();
    await waitUntil(() => simulator.wire.connections().length === 0);
    await simulator.wire.comeBack();
    expect(await asked).toEqual(ids.slice(-20));
  });

  it("without a word is noticed by the silence", async () => {
    const { simulator, hit, page, ids } = await start(watchful);
    hit({ kind: "halfOpen" });
    expect(await page()).toEqual(ids.slice(-20));
    expect(simulator.requestCount("messages.getHistory")).toBeGreaterThan(1);
  });

  it("while nobody asks anything is noticed too", async () => {
    const log = keepLog();
    const { simulator, page, ids } = await start({ ...watchful, log });
    simulator.wire.freezeConnections();
    await waitUntil(() => log.lines.some(({ message }) => message.includes("is back")));
    expect(await page()).toEqual(ids.slice(-20));
  });
});

describe("a request without an answer", () => {
  it("ends with its deadline, and leaves the others alone", async () => {
    const options = byHand();
    const { simulator, hit, page, ids } = await start(options);
    hit({ kind: "silence" });
    const asked = page();
    const refused = expect(asked).rejects.toThrow(SourceUnavailable);
    await waitUntil(() => simulator.requestCount("messages.getHistory") === 1);
    options.clock.expire();
    await refused;
    expect(await page()).toEqual(ids.slice(-20));
    simulator.wire.dropConnections();
    expect(await page()).toEqual(ids.slice(-20));
    expect(simulator.requestCount("messages.getHistory")).toBe(3);
  });

  it("that nobody wants any more is not sent when the connection is back", async () => {
    const { simulator, page, ids } = await start();
    await simulator.wire.goDown();
    await waitUntil(() => simulator.wire.connections().length === 0);
    const stop = new AbortController();
    const refused = expect(page(null, stop.signal)).rejects.toThrow("enough");
    stop.abort(new Error("enough"));
    await refused;
    await simulator.wire.comeBack();
    expect(await page()).toEqual(ids.slice(-20));
    expect(simulator.requestCount("messages.getHistory")).toBe(1);
  });

  it("ends with its signal's reason", async () => {
    const { hit, page } = await start();
    hit({ kind: "silence" });
    const stop = new AbortController();
    const asked = page(null, stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it("ends when the source is closed", async () => {
    const { source, hit, page } = await start();
    hit({ kind: "silence" });
    const asked = page();
    const refused = expect(asked).rejects.toThrow(SourceUnavailable);
    await source[Symbol.asyncDispose]();
    await refused;
    expect(source.closed.reason).toBeInstanceOf(SourceUnavailable);
  });

  it("that comes too late harms nobody", async () => {
    const options = byHand();
    const { hit, page, ids } = await start(options);
    hit({ kind: "delay", ms: 100 });
    const refused = expect(page()).rejects.toThrow(SourceUnavailable);
    options.clock.expire();
    await refused;
    // The late one arrives among these.
    for (const delay of [40, 40, 40, 40]) {
      hit({ kind: "delay", ms: delay });
      expect((await page(ids[30]!)).at(-1)).toBe(ids[29]);
    }
  });
});

describe("an error of Telegram", () => {
  it.each([
    [420, "FLOOD_WAIT_30", FloodWait, { seconds: 30, call: "history" }],
    [420, "FLOOD_PREMIUM_WAIT_7", FloodWait, { seconds: 7 }],
    [420, "FLOOD_WAIT_0", FloodWait, { seconds: 1 }],
    [500, "INTERNAL", SourceUnavailable, {}],
    [500, "RPC_CALL_FAIL", SourceUnavailable, {}],
    [-503, "Timeout", SourceUnavailable, {}],
    [400, "CHANNEL_PRIVATE", ChannelInaccessible, { reason: "private" }],
    [400, "CHANNEL_INVALID", ChannelInaccessible, { reason: "not_found" }],
  ])("%i %s is told at once and asks for nothing twice", async (code, message, type, fields) => {
    const { simulator, hit, page, ids } = await start();
    hit({ kind: "error", code, message });
    const asked = page();
    await expect(asked).rejects.toThrow(type);
    await expect(asked).rejects.toMatchObject(fields);
    expect(simulator.requestCount("messages.getHistory")).toBe(1);
    expect(await page()).toEqual(ids.slice(-20));
  });

  it.each([
    [401, "AUTH_KEY_UNREGISTERED", "revoked"],
    [401, "SESSION_REVOKED", "revoked"],
    [406, "AUTH_KEY_DUPLICATED", "revoked"],
    [401, "USER_DEACTIVATED_BAN", "banned"],
    [401, "USER_DEACTIVATED", "banned"],
  ])("%i %s ends the source, and every other request of it", async (code, message, state) => {
    const { simulator, source, access, hit, page } = await start();
    hit({ kind: "silence" }, 1, "channels.getMessages");
    const waiting = source.messages(access, [1], unaborted);
    const alsoRefused = expect(waiting).rejects.toThrow(AccountRefused);
    hit({ kind: "error", code, message });
    const asked = page();
    await expect(asked).rejects.toThrow(AccountRefused);
    await expect(asked).rejects.toMatchObject({ state, accountId: source.accountId });
    await alsoRefused;
    expect(source.closed.reason).toMatchObject({ state });
    await expect(page()).rejects.toThrow(AccountRefused);
    await waitUntil(() => simulator.wire.connections().length === 0);
  });
});

describe("a key that Telegram has forgotten", () => {
  it("ends the source that uses it", async () => {
    const { simulator, source, page } = await start();
    for (const key of simulator.connectionsPerKey().keys()) simulator.wire.forgetKey(key);
    await expect(page()).rejects.toThrow(AccountRefused);
    expect(source.closed.reason).toMatchObject({ state: "revoked" });
    await waitUntil(() => simulator.wire.connections().length === 0);
  });

  it("ends a source of which nobody asks anything", async () => {
    const { simulator, source } = await start(watchful);
    for (const key of simulator.connectionsPerKey().keys()) simulator.wire.forgetKey(key);
    await waitUntil(() => source.closed.aborted);
    expect(source.closed.reason).toMatchObject({ code: "ACCOUNT_REFUSED", state: "revoked" });
  });

  it("or a session that it has ended, refuses to connect", async () => {
    const simulator = await startSimulator();
    undo.push(() => simulator.close());
    const telegram = telegramAt(simulator);
    const { accountId, session } = await signIn(simulator);
    const [state] = simulator.api.state.keys.signedIn();
    simulator.api.state.keys.end(state!, "SESSION_REVOKED");
    const ended = telegram.connect(accountId, session, unaborted);
    await expect(ended).rejects.toMatchObject({ code: "ACCOUNT_REFUSED", state: "revoked" });
    simulator.wire.forgetKey(state!.authKeyId);
    const lost = telegram.connect(accountId, session, unaborted);
    await expect(lost).rejects.toMatchObject({ code: "ACCOUNT_REFUSED", state: "revoked" });
    await waitUntil(() => simulator.wire.connections().length === 0);
  });
});

describe("what Telegram's servers do now and then", () => {
  it.each<FaultEffect>([
    { kind: "badSalt" },
    { kind: "duplicateAnswer" },
    { kind: "transportError", code: 429 },
    { kind: "shuffle" },
    { kind: "duplicateMessages", count: 7 },
    { kind: "overlap", ids: 13 },
    { kind: "delay", ms: 30 },
  ])("$kind changes nothing about the answer", async (effect) => {
    const { simulator, hit, page, ids } = await start();
    hit(effect);
    const answer = await page(ids[40]!);
    expect(answer).toEqual(ids.slice(20, 40).slice(-answer.length));
    expect(answer.length).toBeGreaterThan(0);
    expect(simulator.faults.fired).toHaveLength(1);
  });

  it.each([3600, -3600])("a clock that is %i seconds off is learnt", async (seconds) => {
    const simulator = await startSimulator({ wire: { clockOffsetSeconds: seconds } });
    undo.push(() => simulator.close());
    const source = await connect(simulator);
    undo.push(async () => await source[Symbol.asyncDispose]());
    const reference = { type: "username", username: "harbour_news" } as const;
    expect((await source.resolve(reference, unaborted)).profile.title).toBe("Harbour News");
    simulator.wire.setClockOffset(-seconds);
    expect((await source.resolve(reference, unaborted)).profile.title).toBe("Harbour News");
  });

  it("an answer nobody can read fails the request, and only this one", async () => {
    const { hit, page, ids } = await start();
    hit({ kind: "unknownConstructor" });
    await expect(page()).rejects.toThrow(SourceUnavailable);
    expect(await page()).toEqual(ids.slice(-20));
  });

  it("an answer to another question is none", async () => {
    const { hit, page, ids } = await start();
    await page();
    hit({ kind: "repeatPage" });
    await expect(page(ids[10]!)).rejects.toThrow(SourceUnavailable);
  });

  it("an answer that begins too late on the way forward is none", async () => {
    const { source, access, hit, ids } = await start();
    hit({ kind: "overlap", ids: 12 });
    const request = { access, start: { above: ids[5]! }, limit: 10 };
    await expect(source.history(request, unaborted)).rejects.toThrow(SourceUnavailable);
    expect((await source.history(request, unaborted)).ids?.least).toBe(ids[6]);
  });

  it("more than was asked for on the way forward is left out", async () => {
    const { source, access, hit, ids } = await start();
    hit({ kind: "fillWindow" }, 10);
    for (const [above, expected] of [
      [ids.at(-4)!, ids.slice(-3)],
      [ids.at(-1)!, []],
    ] as const) {
      const answer = await source.history({ access, start: { above }, limit: 10 }, unaborted);
      expect(answer.messages.map(({ id }) => id)).toEqual(expected);
      expect(answer.ids === null).toBe(expected.length === 0);
    }
  });
});

describe("connecting", () => {
  it.each(["refuse", "halfOpen"] as const)("to servers that %s ends in time", async (welcome) => {
    const simulator = await startSimulator();
    undo.push(() => simulator.close());
    const { accountId, session } = await signIn(simulator);
    const deaf = await startSimulator({ wire: { onConnection: () => welcome } });
    undo.push(() => deaf.close());
    const telegram = telegramAt(deaf, { timing: { connectMs: 400, dialMs: 200 } });
    await expect(telegram.connect(accountId, session, unaborted)).rejects.toThrow(
      SourceUnavailable,
    );
    const noKey = telegram.signInByPhone("+15550001001", unaborted);
    await expect(noKey).rejects.toThrow(SourceUnavailable);
    await waitUntil(() => deaf.wire.connections().length === 0);
  });

  it("ends with the signal's reason, whatever it waits for", async () => {
    const simulator = await startSimulator();
    undo.push(() => simulator.close());
    const { accountId, session } = await signIn(simulator);
    const accepted = Promise.withResolvers<void>();
    const deaf = await startSimulator({
      wire: {
        onConnection: () => {
          accepted.resolve();
          return "halfOpen";
        },
      },
    });
    undo.push(() => deaf.close());
    const stop = new AbortController();
    const connecting = telegramAt(deaf).connect(accountId, session, stop.signal);
    const refused = expect(connecting).rejects.toThrow("enough");
    await accepted.promise;
    stop.abort(new Error("enough"));
    await refused;
    await waitUntil(() => deaf.wire.connections().length === 0);
  });

  it("refuses another account's session, and text that is none", async () => {
    const simulator = await startSimulator();
    undo.push(() => simulator.close());
    const telegram = telegramAt(simulator);
    const { session } = await signIn(simulator);
    await expect(telegram.connect(42, session, unaborted)).rejects.toThrow(AccountRefused);
    await expect(telegram.connect(42, "1AbC", unaborted)).rejects.toThrow(AccountRefused);
    await waitUntil(() => simulator.wire.connections().length === 0);
  });
});
