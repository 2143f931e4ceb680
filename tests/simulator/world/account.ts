import { PtsLog } from "./pts-log.ts";

/** Someone who can sign in. */
export interface AccountSpec {
  /** How tests name the account. */
  readonly key: string;
  readonly userId: number;
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  /** Digits with the country code, without a plus sign. */
  readonly phone: string;
  /** The login code this phone gets every time. */
  readonly code: string;
  /** The second factor, when there is one. */
  readonly password?: string;
  readonly passwordHint?: string;
  readonly homeDc: number;
  /** Seconds until a takeout is allowed, unless it is approved earlier. Default 0. */
  readonly takeoutDelay?: number;
  readonly premium?: boolean;
}

/** An account as it is now, with the mailbox that its basic groups and private chats share. */
export class Account {
  readonly spec: AccountSpec;
  /** Position among the accounts; part of its mailbox ids. */
  readonly index: number;
  readonly mailbox = new PtsLog(1);
  banned = false;
  takeoutApproved = false;

  constructor(spec: AccountSpec, index: number) {
    this.spec = spec;
    this.index = index;
  }

  get key(): string {
    return this.spec.key;
  }

  get userId(): number {
    return this.spec.userId;
  }
}
