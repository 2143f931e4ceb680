import { afterEach, describe, expect, it } from "vitest";
import { InvalidInput } from "../../packages/core/src/domain/errors.ts";
import { SourceUnavailable } from "../../packages/core/src/domain/source-failures.ts";
import type { Proxy } from "../../packages/core/src/telegram/proxy.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { httpTunnel, silentProxy, socks4, socks5, type TestProxy } from "./proxy-servers.ts";
import { signIn, telegramAt, unaborted } from "./telegram-fixture.ts";
import { waitUntil } from "./wait-until.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

async function start(): Promise<Simulator> {
  const simulator = await startSimulator();
  undo.push(() => simulator.close());
  return simulator;
}

async function opened(proxy: Promise<TestProxy>): Promise<TestProxy> {
  const started = await proxy;
  undo.push(async () => await started[Symbol.asyncDispose]());
  return started;
}

/** Signs in through the proxy, looks a channel up, loses the connection, and looks again. */
async function use(simulator: Simulator, proxy: Proxy, key = "anna"): Promise<void> {
  const telegram = telegramAt(simulator, { proxy });
  const { accountId, session } = await signIn(simulator, key, telegram);
  await using source = await telegram.connect(accountId, session, unaborted);
  for (let round = 0; round < 2; round++) {
    const reference = { type: "username", username: "harbour_news" } as const;
    expect((await source.resolve(reference, unaborted)).profile.title).toBe("Harbour News");
    simulator.wire.dropConnections();
  }
}

describe("through a proxy", () => {
  const login = { username: "me", password: "pass word" };

  it.each([
    ["socks5", () => socks5(), {}, ""],
    ["socks5", () => socks5("me:pass word"), login, "me@"],
    ["socks4", () => socks4(), { username: "me" }, "me@"],
    ["http", () => httpTunnel(), {}, ""],
    ["http", () => httpTunnel("me:pass word"), login, "me:pass word@"],
  ] as const)("of type %s everything works, whatever it asks", async (kind, open, more, user) => {
    const [simulator, proxy] = [await start(), await opened(open())];
    const { host, port } = proxy;
    await use(simulator, { type: kind, host, port, ...more });
    const [dc] = simulator.servers.dcs.filter(({ id }) => id === simulator.servers.dcs[0]!.id);
    const there = simulator.servers.dcs.map((one) => `${user}${one.host}:${one.port}`);
    expect(dc).toBeDefined();
    expect(proxy.asked.length).toBeGreaterThanOrEqual(3);
    for (const asked of proxy.asked) expect(there).toContain(asked);
  });

  it.each(["", "dd"])("of Telegram's own kind everything works (secret %s…)", async (kind) => {
    const simulator = await start();
    const { host, port, secret } = simulator.wire.proxy;
    await use(simulator, { type: "mtproxy", host, port, secret: `${kind}${secret}` }, "carol");
    expect(simulator.unknownMethods()).toEqual([]);
  });

  it.each([
    ["socks5", () => socks5("me:other")],
    ["http", () => httpTunnel("me:other")],
    ["http", () => silentProxy()],
    ["socks5", () => silentProxy()],
  ] as const)("of type %s that refuses or is silent nothing works", async (kind, open) => {
    const [simulator, { host, port }] = [await start(), await opened(open())];
    const telegram = telegramAt(simulator, {
      proxy: { type: kind, host, port, ...login },
      // Each attempt ends by itself: there is no need to wait for the end of all.
      timing: { connectMs: 600_000, dialMs: 50 },
    });
    const refused = telegram.signInByPhone("+15550001001", unaborted);
    await expect(refused).rejects.toThrow(SourceUnavailable);
    await expect(refused).rejects.not.toThrow(/pass word/);
    expect(simulator.wire.connections()).toEqual([]);
  });

  it("that is not there nothing works, and nothing goes another way", async () => {
    const simulator = await start();
    const proxy = await socks5();
    await proxy[Symbol.asyncDispose]();
    const telegram = telegramAt(simulator, {
      proxy: { type: "socks5", host: "127.0.0.1", port: proxy.port },
    });
    const refused = telegram.signInByPhone("+15550001001", unaborted);
    await expect(refused).rejects.toThrow(SourceUnavailable);
    await waitUntil(() => simulator.wire.connections().length === 0);
  });

  it("that cannot work nothing is begun", async () => {
    const simulator = await start();
    const proxy = { type: "mtproxy", host: "127.0.0.1", port: 1, secret: "x" } as const;
    expect(() => telegramAt(simulator, { proxy })).toThrow(InvalidInput);
  });
});
