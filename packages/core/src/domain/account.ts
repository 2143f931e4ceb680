import type { PeerId } from "./ids.ts";

/** A Telegram account that may be signed in here, by its user id: a positive marked id. */
export type AccountId = PeerId;

/**
 * Whether an account can be used. `ready`: signed in. `revoked`: Telegram no longer takes its
 * session, so it must sign in again. `banned`: Telegram has closed it. `signed_out`: it was signed
 * out here. Waiting is no state of its own: it ends by itself.
 */
export type AccountState = "ready" | "revoked" | "banned" | "signed_out";

/** An account as it is recorded, without its session. */
export interface Account {
  readonly id: AccountId;
  /** What its owner calls it here; unique. */
  readonly label: string;
  /** All but the country's code and the last two digits replaced, such as `+7 ••• ••• 12`. */
  readonly phoneMasked: string | null;
  readonly state: AccountState;
  /** One sentence for people; null when ready. */
  readonly stateReason: string | null;
  /** Telegram's data centre that holds the account. */
  readonly dc: number;
  /** The proxy of its own, without its login; null when it goes as the settings say. */
  readonly proxy: string | null;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}
