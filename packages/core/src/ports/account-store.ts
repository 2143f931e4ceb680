import type { Account, AccountId, AccountState } from "../domain/account.ts";
import type { Proxy } from "../domain/proxy.ts";

/** A client library's saved session: whoever has it is the account. Never logged, never answered. */
export type SessionSecret = string;

/** What a finished sign-in is recorded with. */
export type SignedInAccount = Pick<Account, "id" | "label" | "phoneMasked" | "dc">;

/** Where accounts and their sealed sessions are kept. Every call may throw DatabaseUnavailable. */
export interface AccountStore {
  list(): Promise<readonly Account[]>;
  /** Throws NotFound. */
  get(id: AccountId): Promise<Account>;
  /**
   * Records an account as ready, with its session sealed. An account that is known keeps its
   * channels, gets the new session, and keeps its proxy unless another one is given. Throws Conflict
   * when another account has the label.
   */
  save(account: SignedInAccount, session: SessionSecret, proxy?: Proxy): Promise<Account>;
  /** `signed_out` also wipes the session and the proxy. Throws NotFound. */
  setState(id: AccountId, state: AccountState, reason: string | null): Promise<Account>;
  /**
   * Seals the proxy that the account is to use from its next connection on; null for none of its
   * own. Throws NotFound and VaultLocked.
   */
  setProxy(id: AccountId, proxy: Proxy | null): Promise<Account>;
  /** The account's own proxy. Throws VaultLocked. */
  proxyOf(id: AccountId): Promise<Proxy | null>;
  /**
   * The right to use an account's session, or null while another process or caller has it. It is
   * taken before the session is read: one session used twice at once is taken away by Telegram
   * (AUTH_KEY_DUPLICATED). Throws NotFound, InvalidState when there is no session, and VaultLocked.
   */
  hold(id: AccountId): Promise<AccountHold | null>;
}

/** The right to use a session. Lasts as long as its database connection. */
export interface AccountHold extends AsyncDisposable {
  readonly account: Account;
  readonly session: SessionSecret;
  /** The account's own proxy. */
  readonly proxy: Proxy | null;
  /** Aborts when the connection is gone: the session must not be used from then on. */
  readonly lost: AbortSignal;
  /** Keeps a session that the client library has changed. */
  renew(session: SessionSecret): Promise<void>;
}
