import type { Account } from "../world/account.ts";
import { hash64 } from "../world/prng.ts";

/** What the API knows of one auth key: who is signed in with it. */
export interface KeyState {
  readonly authKeyId: bigint;
  readonly dcId: number;
  /** Names the session in account.getAuthorizations. */
  readonly hash: bigint;
  account: Account | null;
  /** Right code or accepted token, second factor still missing. */
  awaitingPassword: Account | null;
  /** The sign-in was exported from another DC: files only. */
  imported: boolean;
  /** Why the sign-in ended, as the error every request gets from then on. */
  ended: "AUTH_KEY_UNREGISTERED" | "SESSION_REVOKED" | "SESSION_EXPIRED" | null;
  /** Seconds since 1970. */
  signedInAt: number;
  activeAt: number;
  device: string;
}

/** All auth keys that ever called. */
export class KeyStates {
  readonly #states = new Map<bigint, KeyState>();

  of(authKeyId: bigint, dcId: number): KeyState {
    const known = this.#states.get(authKeyId);
    if (known !== undefined) return known;
    const state: KeyState = {
      authKeyId,
      dcId,
      hash: hash64("authorization", authKeyId),
      account: null,
      awaitingPassword: null,
      imported: false,
      ended: null,
      signedInAt: 0,
      activeAt: 0,
      device: "",
    };
    this.#states.set(authKeyId, state);
    return state;
  }

  find(authKeyId: bigint): KeyState | undefined {
    return this.#states.get(authKeyId);
  }

  /** Everyone signed in; of one account when it is given. */
  signedIn(account?: Account): KeyState[] {
    return [...this.#states.values()].filter(
      (state) => state.account !== null && (account === undefined || state.account === account),
    );
  }

  signIn(state: KeyState, account: Account, nowSeconds: number): void {
    state.account = account;
    state.awaitingPassword = null;
    state.ended = null;
    state.signedInAt = nowSeconds;
  }

  /** Ends a sign-in; the key stays, its requests fail from now on. */
  end(state: KeyState, reason: NonNullable<KeyState["ended"]>): void {
    state.account = null;
    state.awaitingPassword = null;
    state.ended = reason;
  }
}
