import type { AccountId } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import { AccountRefused } from "../domain/source-failures.ts";
import type { AccountHold, AccountStore } from "../ports/account-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { MessageSource } from "../ports/message-source.ts";

/** Connects an account by its session and proxy. Throws what MessageSource's calls throw. */
export type ConnectAccount = (
  accountId: AccountId,
  hold: Pick<AccountHold, "session" | "proxy">,
  signal: AbortSignal,
) => Promise<MessageSource>;

export interface OpenAccountsParts {
  readonly accounts: AccountStore;
  readonly connect: ConnectAccount;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds for which a connection that nobody uses is kept; half a minute unless given. */
  readonly idle?: number;
}

const IDLE = 30_000;

/** One open account: the right to its session and the one connection that uses it. */
interface Opened {
  readonly hold: AccountHold;
  readonly source: MessageSource;
}

/**
 * The accounts that this process has connected. However many ask for one, it has one connection,
 * and only while this process holds the right to its session: used twice at once, Telegram takes a
 * session away.
 */
export class OpenAccounts implements AsyncDisposable {
  readonly #parts: OpenAccountsParts;
  readonly #entries = new Map<AccountId, Entry>();
  /** Connections that are being ended: their session is in use until they are. */
  readonly #ending = new Map<AccountId, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(parts: OpenAccountsParts) {
    this.#parts = parts;
  }

  /**
   * Lends an account's connection to `work`, opening it when there is none. What Telegram says of
   * the account itself is recorded with it. Throws what `work` throws, NotFound, InvalidState for an
   * account that is not signed in or that another process uses, VaultLocked, and what connecting
   * throws.
   */
  async use<T>(
    accountId: AccountId,
    signal: AbortSignal,
    work: (source: MessageSource) => Promise<T>,
  ): Promise<T> {
    this.#closing.signal.throwIfAborted();
    const entry = this.#entries.get(accountId) ?? this.#open(accountId);
    entry.users++;
    entry.leaving.abort();
    try {
      const { source } = await abortable(entry.opened, signal);
      return await work(source);
    } catch (error) {
      if (error instanceof AccountRefused) await this.#record(error);
      throw error;
    } finally {
      if (--entry.users === 0) void this.#closeWhenIdle(accountId, entry);
    }
  }

  /** Ends an account's connection, for whoever uses it too, and resolves when it is ended. */
  async close(accountId: AccountId): Promise<void> {
    const entry = this.#entries.get(accountId);
    if (entry !== undefined) await this.#end(accountId, entry);
  }

  /**
   * Ends an account's connection and lends its session itself: nobody connects with it until `work`
   * is done. Throws what `work` throws, NotFound, InvalidState and VaultLocked.
   */
  async withSession<T>(accountId: AccountId, work: (hold: AccountHold) => Promise<T>): Promise<T> {
    this.#closing.signal.throwIfAborted();
    const ended = this.close(accountId);
    const before = this.#ending.get(accountId);
    const result = (async () => {
      await Promise.all([ended, before]);
      await using hold = await this.#hold(accountId);
      return await work(hold);
    })();
    const over = result.then(
      () => {},
      () => {},
    );
    this.#ending.set(accountId, over);
    try {
      return await result;
    } finally {
      if (this.#ending.get(accountId) === over) this.#ending.delete(accountId);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the archive is closed"));
    await Promise.all([...this.#entries].map(([id, entry]) => this.#end(id, entry)));
    await Promise.all(this.#ending.values());
  }

  #open(accountId: AccountId): Entry {
    const stop = new AbortController();
    const opened = this.#connect(accountId, stop.signal);
    const entry: Entry = { opened, stop, users: 0, leaving: new AbortController(), ended: null };
    this.#entries.set(accountId, entry);
    opened.then(
      ({ hold, source }) => {
        // Without the right or the connection the entry is of no use: the next one opens anew.
        const end = () => void this.#end(accountId, entry);
        for (const gone of [hold.lost, source.closed]) {
          if (gone.aborted) end();
          else gone.addEventListener("abort", end, { once: true });
        }
      },
      () => this.#forget(accountId, entry),
    );
    return entry;
  }

  async #connect(accountId: AccountId, signal: AbortSignal): Promise<Opened> {
    await this.#ending.get(accountId);
    const hold = await this.#hold(accountId);
    try {
      const stop = AbortSignal.any([signal, hold.lost]);
      return { hold, source: await this.#parts.connect(accountId, hold, stop) };
    } catch (error) {
      await hold[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #hold(accountId: AccountId): Promise<AccountHold> {
    const hold = await this.#parts.accounts.hold(accountId);
    if (hold !== null) return hold;
    throw new InvalidState(
      "in_use",
      "Another Telekeep process uses this account; stop that one, or let it do the work.",
    );
  }

  async #closeWhenIdle(accountId: AccountId, entry: Entry): Promise<void> {
    entry.leaving = new AbortController();
    const { clock, idle = IDLE } = this.#parts;
    const signal = AbortSignal.any([entry.leaving.signal, this.#closing.signal]);
    await clock.sleep(idle, signal).catch(() => {});
    if (!signal.aborted && entry.users === 0) await this.#end(accountId, entry);
  }

  #end(accountId: AccountId, entry: Entry): Promise<void> {
    this.#forget(accountId, entry);
    if (entry.ended !== null) return entry.ended;
    const ended = this.#disconnect(accountId, entry).finally(() => {
      if (this.#ending.get(accountId) === ended) this.#ending.delete(accountId);
    });
    this.#ending.set(accountId, ended);
    return (entry.ended = ended);
  }

  async #disconnect(accountId: AccountId, { opened, stop, leaving }: Entry): Promise<void> {
    leaving.abort();
    stop.abort(new Error("the account's connection is closed"));
    try {
      const { hold, source } = await opened.catch(() => ({ hold: null, source: null }));
      // The connection first: the right to the session outlives every use of it.
      await source?.[Symbol.asyncDispose]();
      await hold?.[Symbol.asyncDispose]();
    } catch (err) {
      this.#parts.log.warn({ err, accountId }, "an account's connection did not end as it should");
    }
  }

  #forget(accountId: AccountId, entry: Entry): void {
    if (this.#entries.get(accountId) === entry) this.#entries.delete(accountId);
  }

  async #record({ accountId, state, message }: AccountRefused): Promise<void> {
    await this.#parts.accounts.setState(accountId, state, message).catch((err: unknown) => {
      this.#parts.log.warn({ err, accountId }, "an account's state could not be recorded");
    });
  }
}

interface Entry {
  readonly opened: Promise<Opened>;
  readonly stop: AbortController;
  users: number;
  /** Aborts when somebody uses the connection again before it was idle for long enough. */
  leaving: AbortController;
  ended: Promise<void> | null;
}

/** The same promise, given up by one caller without disturbing the others who wait for it. */
async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const give = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", give, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", give);
  }
}
