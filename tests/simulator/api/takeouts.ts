import type { Account } from "../world/account.ts";
import type { Now } from "../world/chat.ts";
import { hash64 } from "../world/prng.ts";
import { badRequest, floodWait, RpcFailure } from "./rpc-failure.ts";

/** Data-export sessions (https://core.telegram.org/api/takeout). */
export class Takeouts {
  readonly #now: Now;
  readonly #askedAt = new Map<string, number>();
  readonly #open = new Map<bigint, Account>();
  #count = 0;

  constructor(now: Now) {
    this.#now = now;
  }

  /** Opens a takeout; makes the account wait until it is approved or its delay is over. */
  start(account: Account): bigint {
    const delay = (account.spec.takeoutDelay ?? 0) * 1000;
    const asked = this.#askedAt.get(account.key) ?? this.#now();
    this.#askedAt.set(account.key, asked);
    const left = asked + delay - this.#now();
    if (left > 0 && !account.takeoutApproved) {
      throw floodWait(Math.ceil(left / 1000), "TAKEOUT_INIT_DELAY");
    }
    const id = hash64("takeout", account.key, this.#count++);
    this.#open.set(id, account);
    return id;
  }

  /** Throws unless the takeout is open and the account's. */
  check(id: bigint, account: Account): void {
    if (this.#open.get(id) !== account) throw badRequest("TAKEOUT_INVALID");
  }

  finish(id: bigint | null, account: Account): void {
    if (id === null) throw new RpcFailure(403, "TAKEOUT_REQUIRED");
    this.check(id, account);
    this.#open.delete(id);
  }
}
