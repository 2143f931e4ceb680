import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { InvalidState } from "../../packages/core/src/domain/errors.ts";
import { DatabaseUnavailable } from "../../packages/core/src/domain/store-failures.ts";
import type { AccountHold } from "../../packages/core/src/ports/account-store.ts";
import { PostgresAccountStore } from "../../packages/core/src/store/account-store.ts";
import { openSessionVault } from "../../packages/core/src/store/session-vault.ts";
import type { TestDatabase } from "./test-database.ts";
import { createTestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

const key = randomBytes(32).toString("base64");
const ACCOUNT = { id: 7, label: "press", phoneMasked: null, dc: 2 };

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function accountsOf(pool: pg.Pool): Promise<PostgresAccountStore> {
  return new PostgresAccountStore(pool, await openSessionVault({ type: "key", key }, pool));
}

/** A process that takes the session so many times, and then once more for good. */
async function startHolder(database: TestDatabase, rounds: number): Promise<ChildProcess> {
  const environment = { VAULT_KEY: key, ROUNDS: String(rounds) };
  const child = spawn(process.execPath, [join(import.meta.dirname, "account-holder.ts")], {
    env: { ...process.env, ...environment, DATABASE_URL: database.connectionString },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

async function taken(accounts: PostgresAccountStore): Promise<AccountHold> {
  let hold = await accounts.hold(7);
  await waitUntil(async () => (hold ??= await accounts.hold(7)) !== null);
  return hold!;
}

describe("holding an account", () => {
  it("gives its session to one at a time, in two processes of two hundred turns", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database.pool);
    await accounts.save(ACCOUNT, "0");
    await database.pool.query("CREATE TABLE witness (one integer PRIMARY KEY)");
    const holders = await Promise.all([startHolder(database, 100), startHolder(database, 100)]);
    const first = await Promise.race(
      holders.map(async (holder) => {
        await once(holder.stdout!, "data");
        return holder;
      }),
    );
    first.kill("SIGKILL");
    const second = holders.find((holder) => holder !== first)!;
    await once(second.stdout!, "data");
    expect(await accounts.hold(7)).toBeNull();
    second.kill("SIGKILL");
    await using hold = await taken(accounts);
    expect(hold.session).toBe("200");
  });

  it("lets one of two racers in, and the session be read only by the one that is in", async () => {
    await using database = await createTestDatabase();
    await using other = new OtherPool(database);
    const racers = [await accountsOf(database.pool), await accountsOf(other.pool)];
    await racers[0]!.save(ACCOUNT, "0");
    let turns = 0;
    for (let race = 0; race < 200; race++) {
      const holds = await Promise.all(racers.map((racer) => racer.hold(7)));
      const winners = holds.filter((hold) => hold !== null);
      expect(winners.length).toBeLessThanOrEqual(1);
      for (const hold of winners) {
        expect(hold.session).toBe(String(turns++));
        await hold.renew(String(turns));
        await hold[Symbol.asyncDispose]();
      }
    }
    expect(turns).toBeGreaterThan(100);
  });

  it("takes none of the pool's connections, however many accounts are held", async () => {
    await using database = await createTestDatabase();
    await using other = new OtherPool(database);
    const accounts = await accountsOf(other.pool);
    await using holds = new AsyncDisposableStack();
    for (const id of [7, 8, 9]) {
      await accounts.save({ ...ACCOUNT, id, label: `account ${id}` }, "x");
      holds.use((await accounts.hold(id))!);
    }
    expect(await accounts.list()).toHaveLength(3);
  });

  it("is over when its connection is, and what is renewed then is refused", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database.pool);
    await accounts.save(ACCOUNT, "first");
    await using hold = await taken(accounts);
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await waitUntil(() => hold.lost.aborted);
    expect(hold.lost.reason).toBeInstanceOf(DatabaseUnavailable);
    await expect(hold.renew("late")).rejects.toThrow(DatabaseUnavailable);
    await using next = await taken(accounts);
    expect(next.session).toBe("first");
  });

  it("learns by silence that it is cut off, before anybody else could be let in", async () => {
    await using database = await createTestDatabase();
    await using wire = await Wire.open(database.connectionString);
    const pool = new pg.Pool({ connectionString: wire.connectionString, max: 2 });
    pool.on("error", () => {});
    const accounts = await accountsOf(pool);
    await accounts.save(ACCOUNT, "first");
    await using hold = await taken(accounts);
    wire.cut();
    await waitUntil(() => hold.lost.aborted);
    wire.destroy();
    await pool.end();
    expect(hold.lost.reason).toBeInstanceOf(DatabaseUnavailable);
  });

  it("brings no earlier session back after another sign-in or a sign-out", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database.pool);
    await accounts.save(ACCOUNT, "first");
    await using hold = await taken(accounts);
    await Promise.all(["1", "2", "3"].map((change) => hold.renew(`first, changed ${change}`)));
    expect(hold.session).toBe("first, changed 3");
    await accounts.save(ACCOUNT, "second");
    await expect(hold.renew("first, changed again")).rejects.toThrow(InvalidState);
    await hold[Symbol.asyncDispose]();
    await using next = await taken(accounts);
    expect(next.session).toBe("second");
    await accounts.setState(7, "signed_out", null);
    await expect(next.renew("third")).rejects.toThrow(InvalidState);
    const { rows } = await database.pool.query("SELECT FROM account_session");
    expect(rows).toHaveLength(0);
  });
});

describe("a session that is stored", () => {
  it("is nowhere in the database, in what the server shows of its statements, or in an error", async () => {
    await using database = await createTestDatabase();
    const accounts = await accountsOf(database.pool);
    const session = `1BVtsOK4Bu-${randomBytes(24).toString("base64url")}-canary`;
    await accounts.save(ACCOUNT, "earlier");
    await using hold = await taken(accounts);
    await hold.renew(session);
    const seen = [inspect(hold, { depth: 9, showHidden: true }), JSON.stringify(hold)];
    const wrong = { type: "key", key: randomBytes(32).toString("hex") } as const;
    const locked = await openSessionVault(wrong, database.pool);
    const stranger = new PostgresAccountStore(database.pool, locked);
    for (const refused of [
      () => stranger.save({ ...ACCOUNT, id: 8, label: "other" }, session),
      () => accounts.save({ ...ACCOUNT, id: 8 }, session),
      () => accounts.save({ ...ACCOUNT, id: Number.NaN }, session),
      () => hold.renew(session).then(() => accounts.setState(9, "banned", null)),
    ]) {
      const error: unknown = await refused().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      seen.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error));
    }
    const statements = await database.pool.query("SELECT query FROM pg_stat_activity");
    seen.push(JSON.stringify(statements.rows), ...(await everyRow(database.pool)));
    expect(seen.join("\n")).toContain("press");
    for (const secret of [session, Buffer.from(key, "base64")]) {
      for (const form of ["utf8", "hex", "base64", "base64url"] as const) {
        expect(seen.join("\n")).not.toContain(Buffer.from(secret as string).toString(form));
      }
    }
  });
});

/** All that a copy of the database would show, bytea in hex. */
async function everyRow(pool: pg.Pool): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
    lines.push(...rows.map(({ line }) => line));
  }
  return lines;
}

class OtherPool implements AsyncDisposable {
  readonly pool: pg.Pool;

  constructor({ connectionString }: TestDatabase) {
    this.pool = new pg.Pool({ connectionString, max: 1 });
    this.pool.on("error", () => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.pool.end();
  }
}

/** A wire to the server that can be cut without either end being told. */
class Wire implements AsyncDisposable {
  readonly connectionString: string;
  readonly #sockets: Socket[] = [];
  readonly #close: () => void;

  private constructor(connectionString: string, close: () => void, sockets: Socket[]) {
    this.connectionString = connectionString;
    this.#close = close;
    this.#sockets = sockets;
  }

  static async open(connectionString: string): Promise<Wire> {
    const url = new URL(connectionString);
    const [host, port] = [url.hostname, Number(url.port)];
    const sockets: Socket[] = [];
    const server = createServer((near) => {
      const far = connect(port, host);
      for (const socket of [near, far]) socket.on("error", () => {});
      near.pipe(far).pipe(near);
      sockets.push(near, far);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
    return new Wire(url.href, () => server.close(), sockets);
  }

  cut(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.destroy();
    this.#close();
  }
}
