import type { AccountId } from "../domain/account.ts";
import { TelekeepError } from "../domain/errors.ts";
import type { InaccessibleReason, SourceCall } from "../domain/source-failures.ts";
import {
  AccountRefused,
  ChannelInaccessible,
  FloodWait,
  SourceUnavailable,
} from "../domain/source-failures.ts";
import { AuthKeyLost, RpcFailure, UnreadableAnswer } from "./rpc-failure.ts";

/** Telegram lets an account export its data only some time after it was asked to. */
export class TakeoutDelayed extends TelekeepError {
  readonly seconds: number;

  constructor(seconds: number) {
    super(
      "TAKEOUT_DELAYED",
      `Telegram allows this account's export in ${seconds} s, or when it is confirmed in an app.`,
    );
    this.seconds = seconds;
  }
}

/** The session is gone (https://core.telegram.org/api/errors#401-unauthorized and 406). */
const REVOKED: ReadonlySet<string> = new Set([
  "AUTH_KEY_UNREGISTERED",
  "AUTH_KEY_INVALID",
  "AUTH_KEY_DUPLICATED",
  "AUTH_KEY_PERM_EMPTY",
  "SESSION_REVOKED",
  "SESSION_EXPIRED",
  "SESSION_PASSWORD_NEEDED",
]);

const BANNED: ReadonlySet<string> = new Set([
  "USER_DEACTIVATED",
  "USER_DEACTIVATED_BAN",
  "PHONE_NUMBER_BANNED",
]);

const INACCESSIBLE: ReadonlyMap<string, readonly [InaccessibleReason, string]> = new Map([
  ["USERNAME_NOT_OCCUPIED", ["not_found", "Nobody has this username."]],
  ["USERNAME_INVALID", ["not_found", "This is not a username that Telegram could have given out."]],
  ["INVITE_HASH_EXPIRED", ["invite_expired", "This invite link is not valid any more."]],
  ["INVITE_HASH_INVALID", ["not_found", "This is not an invite link of Telegram."]],
  ["INVITE_HASH_EMPTY", ["not_found", "This is not an invite link of Telegram."]],
  ["CHANNEL_PRIVATE", ["private", "The channel is private and this account is not in it."]],
  ["CHANNEL_PUBLIC_GROUP_NA", ["private", "The group is private and this account is not in it."]],
  ["CHAT_ADMIN_REQUIRED", ["private", "Only administrators may see this channel."]],
  ["CHAT_FORBIDDEN", ["private", "This account is not in the group any more."]],
  ["USER_BANNED_IN_CHANNEL", ["banned_here", "This account is banned in the channel."]],
  ["CHANNEL_INVALID", ["not_found", "This account knows no such channel."]],
  ["CHAT_ID_INVALID", ["not_found", "This account knows no such group."]],
  ["PEER_ID_INVALID", ["not_found", "This account knows no such chat."]],
  ["USER_ID_INVALID", ["not_found", "This account knows no such user."]],
  ["CHAT_INVALID", ["not_found", "This account knows no such chat."]],
]);

/**
 * What a failed request means to the rest of the core. Errors that are ours, a signal's reason among
 * them, come back as they are; so does what nobody expects, with Telegram's words in its message.
 */
export function translateError(error: unknown, call: SourceCall, accountId: AccountId): unknown {
  const cause = { cause: error };
  if (error instanceof AuthKeyLost) return new AccountRefused(accountId, "revoked", cause);
  if (error instanceof UnreadableAnswer) {
    return new SourceUnavailable(
      "Telegram answered something that this version cannot read; an update may help.",
      cause,
    );
  }
  if (!(error instanceof RpcFailure)) return error;
  const { code, reason } = error;

  const wait = readWait(reason);
  if (wait !== null) {
    return wait.isTakeout ? new TakeoutDelayed(wait.seconds) : new FloodWait(call, wait.seconds);
  }
  if (BANNED.has(reason)) return new AccountRefused(accountId, "banned", cause);
  if (REVOKED.has(reason) || code === 401) return new AccountRefused(accountId, "revoked", cause);
  const inaccessible = INACCESSIBLE.get(reason);
  if (inaccessible !== undefined) return new ChannelInaccessible(...inaccessible, cause);
  if (code >= 500 || code < 0 || code === 303 || code === 420) {
    return new SourceUnavailable(
      `Telegram has a problem of its own (${code} ${reason}); the same may work later.`,
      cause,
    );
  }
  return error;
}

/** `FLOOD_WAIT_30` and its like: how long Telegram wants to be left alone; at least a second. */
export function readWait(
  reason: string,
): { readonly seconds: number; readonly isTakeout: boolean } | null {
  const match =
    /^(FLOOD_WAIT|FLOOD_PREMIUM_WAIT|FLOOD_TEST_PHONE_WAIT|SLOWMODE_WAIT|TAKEOUT_INIT_DELAY)_(\d{1,9})$/.exec(
      reason,
    );
  if (match === null) return null;
  return { seconds: Math.max(1, Number(match[2])), isTakeout: match[1] === "TAKEOUT_INIT_DELAY" };
}
