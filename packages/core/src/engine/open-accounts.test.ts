import { describe, expect, it } from "vitest";
import type { Account } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import { AccountRefused, SourceUnavailable } from "../domain/source-failures.ts";
import type { AccountHold, AccountStore } from "../ports/account-store.ts";
import type { MessageSource } from "../ports/message-source.ts";
import { OpenAccounts } from "./open-accounts.ts";

const unaborted = new AbortController().signal;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** A store with one account, and a Telegram that only counts; time stands still until told. */
function setUp() {
  const events: string[] = [];
  const holds: AbortController[] = [];
  const closed: AbortController[] = [];
  const naps: (() => void)[] = [];
  let isHeld = false;
  const accounts = {
    async hold() {
      if (isHeld) return null;
      isHeld = true;
      events.push("hold");
      const lost = new AbortController();
      holds.push(lost);
      const hold: Partial<AccountHold> = {
        session: "secret",
        lost: lost.signal,
        async [Symbol.asyncDispose]() {
          isHeld = false;
          events.push("release");
        },
      };
      return hold as AccountHold;
    },
    async setState(_id: number, state: string) {
      events.push(state);
      return {} as Account;
    },
  } as unknown as AccountStore;
  const open = new OpenAccounts({
    accounts,
    log: silent,
    clock: {
      now: () => 0,
      sleep: (_ms, signal) =>
        new Promise((resolve, reject) => {
          naps.push(resolve);
          signal?.addEventListener("abort", () => reject(signal.reason));
        }),
    },
    async connect(accountId, { session }) {
      events.push(`connect ${accountId} ${session}`);
      const end = new AbortController();
      closed.push(end);
      return {
        accountId,
        closed: end.signal,
        async [Symbol.asyncDispose]() {
          events.push("disconnect");
        },
      } as unknown as MessageSource;
    },
  });
  return { open, events, holds, closed, wake: () => naps.shift()?.() };
}

const CONNECTED = ["hold", "connect 7 secret"];
const ENDED = ["disconnect", "release"];

describe("open accounts", () => {
  it("share one connection, which ends when nobody has used it for a while", async () => {
    const { open, events, wake } = setUp();
    const first = Promise.withResolvers<void>();
    const one = open.use(7, unaborted, () => first.promise);
    expect(await open.use(7, unaborted, async () => "two")).toBe("two");
    first.resolve();
    await one;
    expect(events).toEqual(CONNECTED);
    wake();
    await open.close(7);
    expect(events).toEqual([...CONNECTED, ...ENDED]);
  });

  it("keep a connection that is used again before that", async () => {
    const { open, events, wake } = setUp();
    await open.use(7, unaborted, async () => {});
    await open.use(7, unaborted, async () => {});
    wake();
    await open.use(7, unaborted, async () => expect(events).toEqual(CONNECTED));
    await open[Symbol.asyncDispose]();
    expect(events).toEqual([...CONNECTED, ...ENDED]);
  });

  it("connect anew after the connection or the right to the session is gone, never beside the old one", async () => {
    for (const gone of ["holds", "closed"] as const) {
      const parts = setUp();
      await parts.open.use(7, unaborted, async () => {});
      parts[gone][0]!.abort(new SourceUnavailable("gone"));
      await parts.open.use(7, unaborted, async () => {});
      expect(parts.events).toEqual([...CONNECTED, ...ENDED, ...CONNECTED]);
      await parts.open[Symbol.asyncDispose]();
    }
  });

  it("refuse an account that another process uses", async () => {
    const { open } = setUp();
    const other = setUp();
    await other.open.use(7, unaborted, async () => {});
    const both = new OpenAccounts({
      ...{ accounts: { hold: async () => null } as unknown as AccountStore, log: silent },
      clock: { now: () => 0, sleep: async () => {} },
      connect: () => Promise.reject(new Error("must not connect")),
    });
    await expect(both.use(7, unaborted, async () => {})).rejects.toBeInstanceOf(InvalidState);
    await open[Symbol.asyncDispose]();
  });

  it("record what Telegram says of the account", async () => {
    const { open, events } = setUp();
    const refused = new AccountRefused(7, "revoked");
    await expect(open.use(7, unaborted, () => Promise.reject(refused))).rejects.toBe(refused);
    expect(events).toContain("revoked");
    await open[Symbol.asyncDispose]();
  });

  it("let one caller give up without disturbing the others", async () => {
    const { open, events } = setUp();
    const stop = new AbortController();
    const given = open.use(7, stop.signal, async () => {});
    stop.abort(new Error("enough"));
    const other = open.use(7, unaborted, async () => "kept");
    await expect(given).rejects.toThrow("enough");
    expect(await other).toBe("kept");
    expect(events).toEqual(CONNECTED);
    await open[Symbol.asyncDispose]();
  });
});
