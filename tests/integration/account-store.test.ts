import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Conflict, InvalidState, NotFound } from "../../packages/core/src/domain/errors.ts";
import { VaultLocked } from "../../packages/core/src/domain/store-failures.ts";
import type { SignedInAccount } from "../../packages/core/src/ports/account-store.ts";
import { PostgresAccountStore } from "../../packages/core/src/store/account-store.ts";
import { openSessionVault } from "../../packages/core/src/store/session-vault.ts";
import type { TestDatabase } from "./test-database.ts";
import { createTestDatabase } from "./test-database.ts";

const MASKED = "+49 ••• ••• 12";

function signedIn(change: Partial<SignedInAccount> = {}): SignedInAccount {
  return { id: 7, label: "press", phoneMasked: MASKED, dc: 2, ...change };
}

async function accountsOf(
  { pool }: TestDatabase,
  key = randomBytes(32),
): Promise<PostgresAccountStore> {
  const vault = await openSessionVault({ type: "key", key: key.toString("base64") }, pool);
  return new PostgresAccountStore(pool, vault);
}

async function withSession(accounts: PostgresAccountStore, id: number): Promise<string> {
  await using hold = await accounts.hold(id);
  return hold!.session;
}

describe("recording accounts", () => {
  it("keeps what a sign-in tells, under a label of its own", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database);
    const saved = await accounts.save(signedIn(), "first");
    expect(saved).toEqual({
      ...signedIn(),
      ...{ state: "ready", stateReason: null, lastUsedAt: null, proxy: null },
      createdAt: expect.any(Number),
    });
    await accounts.save(signedIn({ id: 2 ** 52, label: "other", phoneMasked: null }), "x");
    const stolen = accounts.save(signedIn({ id: 9 }), "y");
    await expect(stolen).rejects.toThrow(Conflict);
    await expect(stolen).rejects.toMatchObject({ conflictingId: "7" });
    expect(await accounts.get(7)).toEqual(saved);
    expect((await accounts.list()).map(({ id }) => id)).toEqual([7, 2 ** 52]);
    await expect(accounts.get(9)).rejects.toThrow(NotFound);
  });

  it("makes an account that signs in again ready, with its new session", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database);
    const { createdAt } = await accounts.save(signedIn(), "first");
    const refused = await accounts.setState(7, "revoked", "Telegram no longer takes it.");
    expect(refused).toMatchObject({ state: "revoked", stateReason: /no longer/ });
    await expect(accounts.hold(7)).rejects.toThrow(/no longer takes it\. Sign in/);
    const again = await accounts.save(signedIn({ label: "desk", dc: 4 }), "second");
    expect(again).toMatchObject({ label: "desk", dc: 4, state: "ready", stateReason: null });
    expect(again.createdAt).toBe(createdAt);
    expect(await withSession(accounts, 7)).toBe("second");
    expect((await accounts.get(7)).lastUsedAt).toBeGreaterThan(0);
  });

  it("wipes the session of an account that is signed out, and keeps the account", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database);
    await accounts.save(signedIn(), "first");
    await accounts.setState(7, "signed_out", null);
    const { rows } = await database.pool.query("SELECT FROM account_session");
    expect(rows).toHaveLength(0);
    const hold = accounts.hold(7);
    await expect(hold).rejects.toThrow(InvalidState);
    await expect(hold).rejects.toMatchObject({ currentState: "signed_out" });
    await accounts.setState(7, "ready", "nothing");
    expect(await accounts.get(7)).toMatchObject({ state: "ready", stateReason: null });
    await expect(accounts.hold(7)).rejects.toThrow(InvalidState);
    await expect(accounts.setState(8, "banned", null)).rejects.toThrow(NotFound);
    await expect(accounts.hold(8)).rejects.toThrow(NotFound);
  });
});

describe("the proxy of an account", () => {
  const proxy = { type: "socks5", host: "p", port: 9, username: "me", password: "word" } as const;

  it("is shown without its login, sealed, and stays when the account signs in again", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database);
    const saved = await accounts.save(signedIn(), "first", proxy);
    expect(saved.proxy).toBe("socks5://•••@p:9");
    await accounts.save(signedIn(), "second");
    expect(await accounts.get(7)).toMatchObject({ proxy: "socks5://•••@p:9" });
    expect(await accounts.proxyOf(7)).toEqual(proxy);
    await using hold = await accounts.hold(7);
    expect(hold?.proxy).toEqual(proxy);
    const { rows } = await database.pool.query(
      "SELECT account_proxy::text AS row FROM account_proxy",
    );
    expect(JSON.stringify(rows)).not.toContain(Buffer.from("word").toString("hex"));
  });

  it("can be changed and taken away, and goes when the account is signed out", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database);
    await accounts.save(signedIn(), "first", proxy);
    const other = { type: "http", host: "q", port: 80 } as const;
    expect(await accounts.setProxy(7, other)).toMatchObject({ proxy: "http://q:80" });
    expect(await accounts.setProxy(7, null)).toMatchObject({ proxy: null });
    expect(await accounts.proxyOf(7)).toBeNull();
    await accounts.setProxy(7, other);
    expect(await accounts.setState(7, "signed_out", null)).toMatchObject({ proxy: null });
    expect(await accounts.proxyOf(7)).toBeNull();
    await expect(accounts.setProxy(8, other)).rejects.toThrow(NotFound);
  });

  it("opens neither with another key, nor in a session's place", async () => {
    await using database = await createTestDatabase();
    const [right, wrong] = [await accountsOf(database), await accountsOf(database)];
    await right.save(signedIn(), "first", proxy);
    await expect(wrong.proxyOf(7)).rejects.toThrow(VaultLocked);
    await expect(wrong.setProxy(7, proxy)).rejects.toThrow(/another key/);
    await database.pool.query(
      "UPDATE account_session SET sealed = account_proxy.sealed FROM account_proxy",
    );
    await expect(right.hold(7)).rejects.toThrow(/session of this account was altered/);
  });
});

describe("the vault of an archive", () => {
  it("opens nothing with another key, and lets no second key in", async () => {
    await using database = await createTestDatabase();
    const [right, wrong] = [await accountsOf(database), await accountsOf(database)];
    await right.save(signedIn(), "first");
    await expect(wrong.hold(7)).rejects.toThrow(VaultLocked);
    const second = signedIn({ id: 8, label: "second" });
    await expect(wrong.save(second, "x")).rejects.toThrow(/another key/);
    expect((await right.list()).map(({ id }) => id)).toEqual([7]);
    expect(await withSession(right, 7)).toBe("first");
  });

  it("takes a new key when it has nothing to lose, as after a lost one", async () => {
    await using database = await createTestDatabase();
    const [lost, fresh] = [await accountsOf(database), await accountsOf(database)];
    await lost.save(signedIn(), "first");
    await lost.save(signedIn({ id: 8, label: "second" }), "x");
    await fresh.setState(8, "signed_out", null);
    await fresh.save(signedIn(), "again");
    expect(await withSession(fresh, 7)).toBe("again");
    await expect(lost.hold(7)).rejects.toThrow(VaultLocked);
  });

  it("tells a session that was altered, or put in another account's place", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database);
    await accounts.save(signedIn(), "first");
    await accounts.save(signedIn({ id: 8, label: "second" }), "x");
    await database.pool.query(`UPDATE account_session SET sealed = other.sealed
      FROM account_session other WHERE account_session.account_id = 7 AND other.account_id = 8`);
    await expect(accounts.hold(7)).rejects.toThrow(/altered or damaged/);
    await expect(accounts.hold(7)).rejects.toThrow(VaultLocked);
    expect(await withSession(accounts, 8)).toBe("x");
  });

  it("makes one key of one passphrase in all processes of an archive, and another elsewhere", async () => {
    await using database = await createTestDatabase();
    await using elsewhere = await createTestDatabase();
    const source = { type: "passphrase", passphrase: "correct horse" } as const;
    const [one, two, other] = await Promise.all(
      [database, database, elsewhere].map(({ pool }) => openSessionVault(source, pool)),
    );
    expect(two!.open(7, one!.seal(7, "first"))).toBe("first");
    expect(other!.keyId).not.toEqual(one!.keyId);
  });
});
