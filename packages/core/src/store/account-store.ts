import type { Pool, PoolClient } from "pg";
import type { Account, AccountId, AccountState } from "../domain/account.ts";
import { Conflict } from "../domain/errors.ts";
import type { Proxy } from "../domain/proxy.ts";
import { showProxy } from "../domain/proxy.ts";
import type {
  AccountHold,
  AccountStore,
  SessionSecret,
  SignedInAccount,
} from "../ports/account-store.ts";
import { holdAccount, openProxy } from "./account-hold.ts";
import type { AccountRow } from "./account-rows.ts";
import { ACCOUNT_COLUMNS, accountOf, unknownAccount } from "./account-rows.ts";
import type { SealedSecret, SessionVault } from "./session-vault.ts";
import { translated } from "./translate-error.ts";
import { storableText } from "./unstorable.ts";
import { withClient } from "./with-client.ts";

const SAVE_ACCOUNT = `
INSERT INTO account (id, label, phone_masked, dc) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET label = excluded.label, phone_masked = excluded.phone_masked,
  dc = excluded.dc, state = 'ready', state_reason = NULL
RETURNING ${ACCOUNT_COLUMNS}`;

const SAVE_SESSION = `
INSERT INTO account_session (account_id, sealed, key_id) VALUES ($1, $2, $3)
ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, key_id = excluded.key_id,
  updated_at = CURRENT_TIMESTAMP`;

const SET_STATE = `
WITH wiped AS (DELETE FROM account_session WHERE account_id = $1 AND $2 = 'signed_out'),
  unset AS (DELETE FROM account_proxy WHERE account_id = $1 AND $2 = 'signed_out')
UPDATE account SET state = $2::account_state, state_reason = $3 WHERE id = $1
RETURNING ${ACCOUNT_COLUMNS}`;

const SAVE_PROXY = `
INSERT INTO account_proxy (account_id, shown, sealed, key_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id) DO UPDATE SET shown = excluded.shown, sealed = excluded.sealed,
  key_id = excluded.key_id, updated_at = CURRENT_TIMESTAMP`;

/** Accounts in PostgreSQL, their sessions sealed by a vault whose key is not there. */
export class PostgresAccountStore implements AccountStore {
  readonly #pool: Pool;
  readonly #vault: SessionVault;

  constructor(pool: Pool, vault: SessionVault) {
    this.#pool = pool;
    this.#vault = vault;
  }

  async list(): Promise<readonly Account[]> {
    const { rows } = await translated(() =>
      this.#pool.query<AccountRow>(
        `SELECT ${ACCOUNT_COLUMNS} FROM account ORDER BY created_at, id`,
      ),
    );
    return rows.map(accountOf);
  }

  async get(id: AccountId): Promise<Account> {
    const { rows } = await translated(() =>
      this.#pool.query<AccountRow>(`SELECT ${ACCOUNT_COLUMNS} FROM account WHERE id = $1`, [id]),
    );
    if (rows[0] === undefined) throw unknownAccount(id);
    return accountOf(rows[0]);
  }

  /** Also throws VaultLocked while sessions of other accounts are sealed with another key. */
  async save(account: SignedInAccount, session: SessionSecret, proxy?: Proxy): Promise<Account> {
    const sealed = this.#vault.seal(account.id, session);
    return translated(() =>
      withClient(this.#pool, async (client) => {
        // One sign-in at a time: neither a label nor the vault's key can be settled by two.
        await client.query(
          "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('telekeep.accounts', 0))",
        );
        const saved = await this.#save(client, account, sealed, proxy);
        await client.query("COMMIT");
        return saved;
      }),
    );
  }

  async setState(id: AccountId, state: AccountState, reason: string | null): Promise<Account> {
    const words = state === "ready" || reason === null ? null : storableText(reason);
    const { rows } = await translated(() =>
      this.#pool.query<AccountRow>(SET_STATE, [id, state, words]),
    );
    if (rows[0] === undefined) throw unknownAccount(id);
    const account = accountOf(rows[0]);
    // The statement still sees what it deletes.
    return state === "signed_out" ? { ...account, proxy: null } : account;
  }

  async setProxy(id: AccountId, proxy: Proxy | null): Promise<Account> {
    await this.get(id);
    await translated(() =>
      withClient(this.#pool, async (client) => {
        if (proxy !== null) return await this.#saveProxy(client, id, proxy);
        await client.query("DELETE FROM account_proxy WHERE account_id = $1", [id]);
      }),
    );
    return this.get(id);
  }

  async proxyOf(id: AccountId): Promise<Proxy | null> {
    const { rows } = await translated(() =>
      this.#pool.query<{ sealed: Buffer; keyId: Buffer }>(
        `SELECT sealed, key_id AS "keyId" FROM account_proxy WHERE account_id = $1`,
        [id],
      ),
    );
    return rows[0] === undefined ? null : openProxy(this.#vault, id, rows[0]);
  }

  hold(id: AccountId): Promise<AccountHold | null> {
    return translated(() => holdAccount(this.#pool, this.#vault, id));
  }

  async #save(
    client: PoolClient,
    { id, label, phoneMasked, dc }: SignedInAccount,
    { sealed, keyId }: SealedSecret,
    proxy: Proxy | undefined,
  ): Promise<Account> {
    // A mistyped passphrase must not become the key of some of the accounts.
    const { rowCount: others } = await client.query(
      "SELECT FROM account_session WHERE account_id <> $1 AND key_id <> $2 LIMIT 1",
      [id, keyId],
    );
    if (others !== 0) throw this.#vault.refusal();
    const name = storableText(label);
    const { rows: namesakes } = await client.query<{ id: string }>(
      "SELECT id FROM account WHERE label = $1 AND id <> $2",
      [name, id],
    );
    if (namesakes[0] !== undefined) {
      throw new Conflict(
        `The account ${namesakes[0].id} has the label “${name}” already; choose another one.`,
        namesakes[0].id,
      );
    }
    const phone = phoneMasked && storableText(phoneMasked);
    const { rows } = await client.query<AccountRow>(SAVE_ACCOUNT, [id, name, phone, dc]);
    await client.query(SAVE_SESSION, [id, sealed, keyId]);
    if (proxy === undefined) return accountOf(rows[0]!);
    await this.#saveProxy(client, id, proxy);
    return { ...accountOf(rows[0]!), proxy: showProxy(proxy) };
  }

  async #saveProxy(client: PoolClient, id: AccountId, proxy: Proxy): Promise<void> {
    const { sealed, keyId } = this.#vault.seal(id, JSON.stringify(proxy), "proxy");
    const { rowCount: others } = await client.query(
      "SELECT FROM account_session WHERE key_id <> $1 LIMIT 1",
      [keyId],
    );
    if (others !== 0) throw this.#vault.refusal();
    await client.query(SAVE_PROXY, [id, storableText(showProxy(proxy)), sealed, keyId]);
  }
}
