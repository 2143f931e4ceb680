import type { AccountId } from "../domain/account.ts";
import type { SourceCall } from "../domain/source-failures.ts";
import { FloodWait } from "../domain/source-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { FloodDeadline, FloodStore } from "../ports/flood-store.ts";
import type { TurnOptions } from "./account-lane.ts";
import { AccountLane } from "./account-lane.ts";
import type { PaceProfile } from "./pace.ts";
import { CAREFUL_PACES } from "./pace.ts";

export interface GateParts {
  readonly floods: FloodStore;
  readonly clock: Clock;
  /** Told of each pause as soon as it is recorded. Must not throw. */
  readonly onFlood?: (deadline: FloodDeadline) => void;
  /** How fast each kind of request may follow another; careful unless given. */
  readonly paces?: Readonly<Record<SourceCall, PaceProfile>>;
  /** The most requests of one account in a day of UTC; unlimited unless given. */
  readonly requestsPerDay?: number;
  /** Milliseconds for which a request is held at most; an hour unless given. */
  readonly longestWait?: number;
}

export interface GateOptions extends Omit<TurnOptions, "longestWait"> {
  /** Milliseconds; the gate's own unless given. 0 fails at once when there is a pause. */
  readonly longestWait?: number;
}

const LONGEST_WAIT = 3_600_000;
/** So that a pause is over by Telegram's own clock as well; much more would be a wait of its own. */
const MARGIN = 300;

/**
 * The only place that waits for Telegram. Every request passes here: one at a time for each
 * account, in turn, at the account's learnt pace, and never before the end of a pause that Telegram
 * demanded of the account for that kind of request. Pauses are kept in the FloodStore before
 * anything else happens and read from it before every request, so they hold for other processes and
 * for the next start as well. What a process was told in the instant it was killed, nobody knows.
 */
export class FloodGate {
  readonly #parts: GateParts;
  readonly #lanes = new Map<AccountId, AccountLane>();

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /**
   * Asks when it may be asked, and after each FloodWait again. Rejects with the signal's reason,
   * PauseTooLong with the time when to go on, DatabaseUnavailable, and whatever else `ask` throws.
   */
  async run<Answer>(
    accountId: AccountId,
    call: SourceCall,
    ask: () => Promise<Answer>,
    options: GateOptions,
  ): Promise<Answer> {
    const lane = this.#laneOf(accountId);
    const longestWait = options.longestWait ?? this.#parts.longestWait ?? LONGEST_WAIT;
    for (;;) {
      await lane.enter(call, { ...options, longestWait });
      try {
        options.signal.throwIfAborted();
        return await ask();
      } catch (error) {
        if (!(error instanceof FloodWait)) throw error;
        await lane.obey(call, error);
      } finally {
        lane.leave();
      }
    }
  }

  /** Waits for a turn like `run`, for a request that is made elsewhere right after. */
  async pass(accountId: AccountId, call: SourceCall, options: GateOptions): Promise<void> {
    await this.run(accountId, call, async () => {}, options);
  }

  #laneOf(accountId: AccountId): AccountLane {
    const known = this.#lanes.get(accountId);
    if (known !== undefined) return known;
    const { floods, clock, paces = CAREFUL_PACES, onFlood = () => {} } = this.#parts;
    const { requestsPerDay = Number.POSITIVE_INFINITY } = this.#parts;
    const parts = { floods, clock, paces, onFlood, requestsPerDay, margin: MARGIN };
    const lane = new AccountLane(accountId, parts);
    this.#lanes.set(accountId, lane);
    return lane;
  }
}
