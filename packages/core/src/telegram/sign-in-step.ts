import type { SessionSecret, SignedInAccount } from "../ports/account-store.ts";

/** How Telegram delivers a sign-in code. */
export type CodeDelivery =
  | "app"
  | "sms"
  | "call"
  | "flash_call"
  | "missed_call"
  | "email"
  | "fragment"
  | "other";

/** A code is on its way; `submitCode` is next. */
export interface CodeStep {
  readonly needs: "code";
  readonly delivery: CodeDelivery;
  /** How many digits the code has; null when it has none or nobody told. */
  readonly length: number | null;
  /** Another way to get it, which may be asked for after so long; null when there is none. */
  readonly another: { readonly delivery: CodeDelivery; readonly afterSeconds: number } | null;
}

/** The account has a second factor; `submitPassword` is next. */
export interface PasswordStep {
  readonly needs: "password";
  /** Its owner's reminder. */
  readonly hint: string | null;
}

/** Signed in. The connection is closed; the session is to be sealed and used by one connection. */
export interface SignedInStep {
  readonly needs: null;
  readonly account: Omit<SignedInAccount, "label"> & {
    /** Display name, for a label nobody has chosen yet. */
    readonly name: string | null;
    readonly username: string | null;
  };
  readonly session: SessionSecret;
}
