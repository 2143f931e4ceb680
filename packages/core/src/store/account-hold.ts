import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import pg from "pg";
import type { Account, AccountId } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import type { Proxy } from "../domain/proxy.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import type { AccountHold, SessionSecret } from "../ports/account-store.ts";
import type { AccountRow } from "./account-rows.ts";
import { ACCOUNT_COLUMNS, accountOf, unknownAccount } from "./account-rows.ts";
import type { SealedSecret, SessionVault } from "./session-vault.ts";
import { translateError } from "./translate-error.ts";

/**
 * The server gives up a connection that was silent for 9 seconds, and with it the lock. Its holder
 * must have stopped by then: it asks for a sign of life every 2 seconds and waits 5 for it.
 */
const CONNECTION = `SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2;
  SET tcp_keepalives_count = 2; SET tcp_user_timeout = 9000; SET idle_session_timeout = 0`;
const PULSE_INTERVAL = 2000;
const ANSWER_TIMEOUT = 5000;

const READ = `
SELECT ${ACCOUNT_COLUMNS}, account_session.sealed, account_session.key_id,
  account_proxy.sealed AS sealed_proxy, account_proxy.key_id AS proxy_key_id
FROM account LEFT JOIN account_session ON account_session.account_id = id
  LEFT JOIN account_proxy ON account_proxy.account_id = id WHERE id = $1`;

const USE = `
UPDATE account SET last_used_at = CURRENT_TIMESTAMP WHERE id = $1 RETURNING ${ACCOUNT_COLUMNS}`;

const RENEW = `
UPDATE account_session SET sealed = $3, key_id = $4, updated_at = CURRENT_TIMESTAMP
WHERE account_id = $1 AND sealed = $2`;

type SessionRow = AccountRow & {
  readonly sealed: Buffer | null;
  readonly key_id: Buffer | null;
  readonly sealed_proxy: Buffer | null;
  readonly proxy_key_id: Buffer | null;
};

/**
 * Takes the right to use an account's session: a session-level advisory lock, had before the session
 * is read. The connection is not one of the pool's: it is kept for as long as the account works.
 */
export async function holdAccount(
  pool: Pool,
  vault: SessionVault,
  id: AccountId,
): Promise<AccountHold | null> {
  const client = new pg.Client(pool.options);
  // A lost connection rejects the query under way and is an event as well, which alone would end
  // the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(CONNECTION);
    const { rows: locks } = await client.query<{ ok: boolean }>(
      `SELECT pg_try_advisory_lock(${LOCK}) AS ok`,
      [id],
    );
    if (locks[0]!.ok) {
      const { rows } = await client.query<SessionRow>(READ, [id]);
      if (rows[0] === undefined) throw unknownAccount(id);
      const sealed = sealedOf(rows[0]);
      const session = vault.open(id, sealed);
      const { sealed_proxy: sealedProxy, proxy_key_id: proxyKeyId } = rows[0];
      const proxy =
        sealedProxy === null || proxyKeyId === null
          ? null
          : openProxy(vault, id, { sealed: sealedProxy, keyId: proxyKeyId });
      const used = await client.query<AccountRow>(USE, [id]);
      const account = accountOf(used.rows[0]!);
      return new PostgresHold({ client, vault, account, sealed, session, proxy });
    }
    await client.end();
    return null;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

const LOCK = "hashtextextended('telekeep.account:' || $1::text, 0)";

function sealedOf({ state, state_reason, sealed, key_id }: SessionRow): SealedSecret {
  if (state === "ready" && sealed !== null && key_id !== null) return { sealed, keyId: key_id };
  const reason = state_reason ?? "The account is signed out here.";
  throw new InvalidState(state, `${reason} Sign in with it to use it.`);
}

/** A proxy as it was sealed. Throws VaultLocked. */
export function openProxy(vault: SessionVault, id: AccountId, sealed: SealedSecret): Proxy {
  return JSON.parse(vault.open(id, sealed, "proxy")) as Proxy;
}

interface HoldParts {
  readonly client: pg.Client;
  readonly vault: SessionVault;
  readonly account: Account;
  readonly sealed: SealedSecret;
  readonly session: SessionSecret;
  readonly proxy: Proxy | null;
}

class PostgresHold implements AccountHold {
  readonly account: Account;
  readonly lost: AbortSignal;
  readonly #client: pg.Client;
  readonly #vault: SessionVault;
  readonly #lost = new AbortController();
  readonly #closing = new AbortController();
  readonly #watching: Promise<void>;
  #idle: Promise<unknown> = Promise.resolve();
  #session: SessionSecret;
  #sealed: SealedSecret;
  readonly #proxy: Proxy | null;

  constructor({ client, vault, account, sealed, session, proxy }: HoldParts) {
    this.account = account;
    this.lost = this.#lost.signal;
    this.#client = client;
    this.#vault = vault;
    this.#sealed = sealed;
    this.#session = session;
    this.#proxy = proxy;
    client.on("error", this.#lose);
    client.on("end", this.#lose);
    this.#watching = this.#watch();
  }

  /** Behind an accessor, so that no log or error that shows this object shows it. */
  get session(): SessionSecret {
    return this.#session;
  }

  get proxy(): Proxy | null {
    return this.#proxy;
  }

  /**
   * Also throws DatabaseUnavailable when the right is lost, and InvalidState when the account was
   * signed in again or out: the older session must not come back.
   */
  renew(session: SessionSecret): Promise<void> {
    return this.#inTurn(async () => {
      this.lost.throwIfAborted();
      const { id } = this.account;
      const next = this.#vault.seal(id, session);
      const values = [id, this.#sealed.sealed, next.sealed, next.keyId];
      if ((await this.#ask(RENEW, values)).rowCount === 0) {
        throw new InvalidState(
          "replaced",
          "The account was signed in again or out meanwhile; its earlier session is not kept.",
        );
      }
      this.#sealed = next;
      this.#session = session;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    await this.#inTurn(async () => {
      this.#client.off("end", this.#lose);
      if (this.lost.aborted) return;
      // Ending the connection frees the lock as well, but when it has, only the server knows.
      const unlock = `SELECT pg_advisory_unlock(${LOCK})`;
      await this.#ask(unlock, [this.account.id]).catch(() => {});
    });
    await this.#client.end().catch(() => {});
    this.#lose();
  }

  readonly #lose = (cause?: Error): void => {
    const words = "the connection that holds the account was lost";
    this.#lost.abort(new DatabaseUnavailable(words, { cause }));
    this.#closing.abort();
  };

  /** A connection that is cut without a word shows only by its silence. */
  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    const pause = { signal, ref: false };
    while (!signal.aborted) {
      await delay(PULSE_INTERVAL, undefined, pause).catch(() => {});
      if (signal.aborted) return;
      await this.#inTurn(() => this.#ask("SELECT")).catch(() => {});
    }
  }

  /** One thing at a time: the pulse beats whatever else is under way. */
  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#idle.then(action);
    this.#idle = result.catch(() => {});
    return result;
  }

  /** A statement that is not answered in time is the end of the connection. */
  async #ask(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    try {
      const statement = { text, values, query_timeout: ANSWER_TIMEOUT };
      return await this.#client.query(statement);
    } catch (error) {
      if (error instanceof pg.DatabaseError) throw translateError(error);
      this.#lose(error as Error);
      throw this.lost.reason;
    }
  }
}
