import type { AccountId } from "../domain/account.ts";
import type { SourceCall } from "../domain/source-failures.ts";

/** A pause that Telegram has demanded. Times are milliseconds since 1970-01-01T00:00:00Z. */
export interface FloodDeadline {
  readonly accountId: AccountId;
  readonly call: SourceCall;
  /** As Telegram said it. */
  readonly seconds: number;
  readonly startedAt: number;
  /** No request of this kind leaves before. */
  readonly until: number;
}

/** Where pauses outlive the process that was told of them. */
export interface FloodStore {
  /** The deadlines of an account that were ever set, past ones too. */
  read(accountId: AccountId): Promise<readonly FloodDeadline[]>;
  /** Records a deadline; one that is later already stays. Answers the one that holds. */
  extend(deadline: FloodDeadline): Promise<FloodDeadline>;
}
