import type { AccountId } from "./account.ts";
import { TelekeepError } from "./errors.ts";
import type { ChannelId } from "./ids.ts";

/**
 * What is asked of Telegram, as far as its limits tell requests apart: it counts each of its methods
 * for itself and for each account.
 */
export type SourceCall =
  | "sign_in"
  | "resolve"
  | "look"
  | "dialogs"
  | "history"
  | "messages"
  | "updates";

/**
 * Telegram demands a pause before the next request of this kind. Not shown to people as it is: the
 * flood gate waits, and says until when.
 */
export class FloodWait extends TelekeepError {
  readonly call: SourceCall;
  readonly seconds: number;

  constructor(call: SourceCall, seconds: number) {
    super("FLOOD_WAIT", `Telegram asks for a pause of ${seconds} s; the work goes on after it.`);
    this.call = call;
    this.seconds = seconds;
  }
}

/**
 * Telegram could not be reached, did not answer in time, or failed inside. The same request may
 * succeed later.
 */
export class SourceUnavailable extends TelekeepError {
  constructor(message: string, options?: ErrorOptions) {
    super("TELEGRAM_UNAVAILABLE", message, options);
  }
}

/** Why an account can see nothing of a channel. */
export type InaccessibleReason =
  | "not_found"
  | "private"
  | "banned_here"
  | "invite_expired"
  | "gone";

/** This account cannot see the channel; another one might. */
export class ChannelInaccessible extends TelekeepError {
  readonly reason: InaccessibleReason;

  constructor(reason: InaccessibleReason, message: string, options?: ErrorOptions) {
    super("CHANNEL_INACCESSIBLE", message, options);
    this.reason = reason;
  }
}

/** Telegram refuses the account itself. Its work stops; that of other accounts goes on. */
export class AccountRefused extends TelekeepError {
  readonly accountId: AccountId;
  readonly state: "revoked" | "banned";

  constructor(accountId: AccountId, state: "revoked" | "banned", options?: ErrorOptions) {
    super(
      "ACCOUNT_REFUSED",
      state === "banned"
        ? "Telegram has closed this account; sign in with another one."
        : "Telegram no longer takes this account's session; sign in again.",
      options,
    );
    this.accountId = accountId;
    this.state = state;
  }
}

/** A step of signing in was refused; `code` tells which, the message what to do. */
export class SignInRefused extends TelekeepError {}

/**
 * The next request may leave only after longer than a worker should be held for. Nothing is lost:
 * the same work goes on from where it is when it is started again after `until`.
 */
export class PauseTooLong extends TelekeepError {
  readonly accountId: AccountId;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly until: number;

  constructor(accountId: AccountId, why: "flood" | "budget", until: number) {
    const time = new Date(until).toISOString();
    super(
      "PAUSE_TOO_LONG",
      why === "flood"
        ? `Telegram asks this account for a pause until ${time}; start the job again after that.`
        : `This account has made all its requests of the day; start the job again after ${time}.`,
    );
    this.accountId = accountId;
    this.until = until;
  }
}

/** Telegram's answers about a channel contradict each other again and again: they prove nothing. */
export class ContradictoryAnswers extends TelekeepError {
  constructor(channelId: ChannelId) {
    super(
      "TELEGRAM_CONTRADICTORY",
      `Telegram's answers about channel ${channelId} contradict each other; start the job again ` +
        "later, it goes on from where it is.",
    );
  }
}
