import { AccountRefused, SignInRefused } from "../domain/source-failures.ts";
import { RpcFailure } from "./rpc-failure.ts";
import { translateError } from "./translate-error.ts";

const CREDENTIALS =
  "Telegram does not know this api_id and api_hash; get a pair of your own at my.telegram.org.";
const TOO_MANY = "Telegram has had enough attempts for this number; try again tomorrow.";
const LAPSED = "This sign-in has lapsed; start again.";

const REFUSALS: ReadonlyMap<string, readonly [code: string, message: string]> = new Map([
  ["PHONE_CODE_INVALID", ["CODE_WRONG", "This is not the code; check it and enter it again."]],
  ["PHONE_CODE_EMPTY", ["CODE_WRONG", "This is not the code; check it and enter it again."]],
  ["EMAIL_CODE_INVALID", ["CODE_WRONG", "This is not the code; check it and enter it again."]],
  ["PHONE_CODE_EXPIRED", ["CODE_EXPIRED", "The code is not valid any more; start again."]],
  ["PHONE_CODE_HASH_EMPTY", ["CODE_EXPIRED", "The code is not valid any more; start again."]],
  ["SEND_CODE_UNAVAILABLE", ["CODE_UNAVAILABLE", "Telegram has no other way to send the code."]],
  [
    "PHONE_NUMBER_INVALID",
    ["PHONE_INVALID", "This is no phone number; write it with its country code first."],
  ],
  ["PHONE_NUMBER_BANNED", ["PHONE_BANNED", "Telegram has banned this phone number."]],
  ["USER_DEACTIVATED_BAN", ["PHONE_BANNED", "Telegram has closed this account."]],
  ["USER_DEACTIVATED", ["PHONE_BANNED", "This account was deleted."]],
  ["PHONE_NUMBER_UNOCCUPIED", ["PHONE_UNKNOWN", "No Telegram account has this number."]],
  ["PHONE_NUMBER_FLOOD", ["TOO_MANY_ATTEMPTS", TOO_MANY]],
  ["PHONE_PASSWORD_FLOOD", ["TOO_MANY_ATTEMPTS", TOO_MANY]],
  ["PASSWORD_HASH_INVALID", ["PASSWORD_WRONG", "This is not the account's password."]],
  ["API_ID_INVALID", ["API_CREDENTIALS_WRONG", CREDENTIALS]],
  ["API_ID_PUBLISHED_FLOOD", ["API_CREDENTIALS_WRONG", CREDENTIALS]],
  ["AUTH_TOKEN_EXPIRED", ["SIGN_IN_LAPSED", LAPSED]],
  ["AUTH_TOKEN_INVALID", ["SIGN_IN_LAPSED", LAPSED]],
  ["AUTH_TOKEN_ALREADY_ACCEPTED", ["SIGN_IN_LAPSED", LAPSED]],
]);

/**
 * What a failed step of a sign-in means to whoever signs in: SignInRefused with one sentence,
 * FloodWait, SourceUnavailable, or the error itself.
 */
export function refuseSignIn(error: unknown): unknown {
  const refusal = error instanceof RpcFailure ? REFUSALS.get(error.reason) : undefined;
  if (refusal !== undefined) return new SignInRefused(...refusal, { cause: error });
  // Nobody is signed in yet: no account can be refused.
  const translated = translateError(error, "sign_in", 0);
  if (!(translated instanceof AccountRefused)) return translated;
  return new SignInRefused("SIGN_IN_LAPSED", LAPSED, { cause: error });
}
