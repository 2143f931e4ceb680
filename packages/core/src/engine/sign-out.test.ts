import { describe, expect, it } from "vitest";
import type { Account } from "../domain/account.ts";
import { Conflict } from "../domain/errors.ts";
import { SourceUnavailable } from "../domain/source-failures.ts";
import { VaultLocked } from "../domain/store-failures.ts";
import type { AccountHold, AccountStore } from "../ports/account-store.ts";
import type { MessageSource } from "../ports/message-source.ts";
import { OpenAccounts } from "./open-accounts.ts";
import { keepSignIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

const unaborted = new AbortController().signal;

/** One account, whose session is used or revoked by whoever has the right to it. */
function setUp({ state = "ready", failure }: { state?: string; failure?: Error } = {}) {
  const events: string[] = [];
  let isHeld = false;
  const accounts = {
    list: async () => [],
    get: async () => ({ id: 7, state }) as unknown as Account,
    async hold() {
      if (failure instanceof VaultLocked) throw failure;
      if (isHeld) return null;
      isHeld = true;
      const hold: Partial<AccountHold> = {
        ...{ session: "secret", proxy: null, lost: unaborted },
        async [Symbol.asyncDispose]() {
          isHeld = false;
          events.push("release");
        },
      };
      return hold as AccountHold;
    },
    async setState(_id: number, wanted: string) {
      events.push(wanted);
      return { id: 7, state: wanted } as unknown as Account;
    },
    async save() {
      throw failure ?? new Error("not told what to do");
    },
  } as unknown as AccountStore;
  const connections = new OpenAccounts({
    accounts,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    clock: { now: () => 0, sleep: () => new Promise<void>(() => {}) },
    async connect() {
      events.push("connect");
      return {
        closed: new AbortController().signal,
        async [Symbol.asyncDispose]() {
          events.push("disconnect");
        },
      } as unknown as MessageSource;
    },
  });
  const revoke = async () => {
    events.push("revoke");
    if (failure !== undefined) throw failure;
  };
  return { parts: { accounts, connections, revoke }, connections, events };
}

const forced = { isForced: true };
const unforced = { isForced: false };

describe("signing out", () => {
  it("ends the connection, then the session at Telegram, then forgets it", async () => {
    const { parts, connections, events } = setUp();
    await connections.use(7, unaborted, async () => {});
    events.length = 0;
    expect(await signOut(parts, 7, unforced)).toMatchObject({ isRevoked: true });
    expect(events).toEqual(["disconnect", "release", "revoke", "signed_out", "release"]);
  });

  it("lets nobody connect with the session meanwhile", async () => {
    const { parts, connections, events } = setUp();
    await connections.use(7, unaborted, async () => {});
    events.length = 0;
    const uses: Promise<void>[] = [];
    const revoke = async () => {
      uses.push(connections.use(7, unaborted, async () => {}));
      await parts.revoke();
    };
    await signOut({ ...parts, revoke }, 7, unforced);
    await Promise.all(uses);
    expect(events.indexOf("connect")).toBeGreaterThan(events.indexOf("signed_out"));
  });

  it("changes nothing when Telegram cannot be told, unless it is forced", async () => {
    const failure = new SourceUnavailable("away");
    const { parts, events } = setUp({ failure });
    await expect(signOut(parts, 7, unforced)).rejects.toBe(failure);
    expect(events).toEqual(["revoke", "release"]);
    expect(await signOut(parts, 7, forced)).toMatchObject({ isRevoked: false });
    expect(events).toContain("signed_out");
  });

  it("forgets a session that no key opens only when it is forced", async () => {
    const failure = new VaultLocked("another key");
    const { parts, events } = setUp({ failure });
    await expect(signOut(parts, 7, unforced)).rejects.toBe(failure);
    expect(events).toEqual([]);
    expect(await signOut(parts, 7, forced)).toMatchObject({ isRevoked: false });
    expect(events).toEqual(["signed_out"]);
  });

  it("asks Telegram nothing about a session that it has ended itself", async () => {
    const { parts, events } = setUp({ state: "revoked" });
    expect(await signOut(parts, 7, unforced)).toMatchObject({ isRevoked: true });
    expect(events).toEqual(["signed_out"]);
  });
});

it("a session that cannot be kept is made worthless again", async () => {
  const failure = new Conflict("The label is taken.");
  const { parts, events } = setUp({ failure });
  const account = { id: 7, phoneMasked: null, dc: 2, name: null, username: null };
  const keeping = keepSignIn(parts, { account, session: "new" }, "taken", null);
  await expect(keeping).rejects.toBe(failure);
  expect(events).toEqual(["revoke"]);
});
