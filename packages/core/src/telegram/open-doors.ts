import type { AccountId } from "../domain/account.ts";
import { InvalidState } from "../domain/errors.ts";
import type { Proxy } from "../domain/proxy.ts";
import { SourceUnavailable } from "../domain/source-failures.ts";
import type { AccountHold } from "../ports/account-store.ts";
import type { ApiCredentials } from "./link-options.ts";
import { openTelegram, type Telegram, type TelegramOptions } from "./telegram.ts";

export interface DoorsOptions extends Omit<TelegramOptions, "credentials" | "proxy"> {
  /** Null until somebody has given them. */
  readonly credentials: ApiCredentials | null;
  /** For accounts that have no proxy of their own. */
  readonly proxy: Proxy | null;
}

/** Milliseconds that revoking a session may take; the requests of an API end later still. */
const LONGEST_REVOCATION = 8_000;

/** The ways to Telegram: one for each proxy, all with the same credentials, which may come later. */
export class TelegramDoors {
  readonly #options: DoorsOptions;
  #credentials: ApiCredentials | null;

  constructor(options: DoorsOptions) {
    this.#options = options;
    this.#credentials = options.credentials;
  }

  get hasCredentials(): boolean {
    return this.#credentials !== null;
  }

  /** Connections that are open stay as they are. */
  setCredentials(credentials: ApiCredentials): void {
    this.#credentials = credentials;
  }

  /** The way through an account's own proxy, or as settings say. Throws InvalidState. */
  through(proxy: Proxy | null): Telegram {
    if (this.#credentials === null) throw withoutCredentials();
    return openTelegram({
      ...this.#options,
      credentials: this.#credentials,
      proxy: proxy ?? this.#options.proxy,
    });
  }

  /**
   * Makes a session worthless at Telegram, whether or not somebody still waits for it. Throws
   * SourceUnavailable, FloodWait and InvalidState.
   */
  async revoke(
    accountId: AccountId,
    { session, proxy }: Pick<AccountHold, "session" | "proxy">,
  ): Promise<void> {
    const late = AbortSignal.timeout(LONGEST_REVOCATION);
    try {
      await this.through(proxy).signOut(accountId, session, late);
    } catch (error) {
      if (!late.aborted) throw error;
      throw new SourceUnavailable(
        "Telegram did not confirm the sign-out in time; check the network, then try again.",
        { cause: error },
      );
    }
  }
}

/** What is said when nobody has told how Telegram knows this program. */
function withoutCredentials(): InvalidState {
  return new InvalidState(
    "no_credentials",
    "Telegram cannot be asked yet: get an api_id and api_hash at https://my.telegram.org and give " +
      "them with telekeep login, or as TELEGRAM_API_ID and TELEGRAM_API_HASH to the server.",
  );
}
