import type { AccountId } from "../domain/account.ts";
import type { FloodWait, SourceCall } from "../domain/source-failures.ts";
import { PauseTooLong } from "../domain/source-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { FloodDeadline, FloodStore } from "../ports/flood-store.ts";
import { DailyBudget } from "./daily-budget.ts";
import type { PaceProfile } from "./pace.ts";
import { Pace } from "./pace.ts";
import type { Wait, WaitListener } from "./wait.ts";

export interface LaneParts {
  readonly floods: FloodStore;
  readonly clock: Clock;
  readonly paces: Readonly<Record<SourceCall, PaceProfile>>;
  readonly requestsPerDay: number;
  /** Milliseconds added to each pause, so that it is over by Telegram's own clock as well. */
  readonly margin: number;
  /** Told of each deadline after it is recorded. */
  readonly onFlood: (deadline: FloodDeadline) => void;
}

/** How one request waits for its turn. */
export interface TurnOptions {
  readonly signal: AbortSignal;
  /** Told when a flood wait or the budget holds this request up, and when that is over. */
  readonly onWait?: WaitListener | undefined;
  /** Milliseconds; a longer pause ends the request with PauseTooLong. */
  readonly longestWait: number;
  /** Whether to let every other request that is waiting go first; false unless given. */
  readonly isPatient?: boolean;
}

interface Ticket extends TurnOptions {
  readonly call: SourceCall;
  readonly admit: () => void;
  readonly refuse: (reason: unknown) => void;
  /** Until when it was told to wait. */
  told: number | null;
}

/** A pause that ended this long ago still makes an account begin carefully. */
const RECENT = 3_600_000;
/** The longest nap: a system's timers cannot sleep for a month at once. */
const LONGEST_NAP = 3_600_000;

/**
 * The requests of one account: one at a time, in the order in which they came, except that those
 * whose kind must wait let the others pass.
 */
export class AccountLane {
  readonly #accountId: AccountId;
  readonly #parts: LaneParts;
  readonly #queue: Ticket[] = [];
  /** As the store had them last. */
  readonly #deadlines = new Map<SourceCall, FloodDeadline>();
  /** What the store is still to be told of: until then nothing leaves. */
  readonly #unsaved = new Set<FloodDeadline>();
  readonly #paces = new Map<SourceCall, Pace>();
  readonly #budget: DailyBudget;
  #isTaken = false;
  #isServing = false;
  #nap: AbortController | null = null;

  constructor(accountId: AccountId, parts: LaneParts) {
    this.#accountId = accountId;
    this.#parts = parts;
    this.#budget = new DailyBudget(parts.requestsPerDay);
  }

  /**
   * Resolves when a request of this kind may leave; the lane is then taken until `leave`. Rejects
   * with the signal's reason, PauseTooLong, and what the store throws: without the deadlines of
   * other processes nothing may leave.
   */
  enter(call: SourceCall, options: TurnOptions): Promise<void> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const end = (settle: () => void): void => {
        signal.removeEventListener("abort", stop);
        if (ticket.told !== null) ticket.onWait?.(null);
        settle();
      };
      const ticket: Ticket = {
        ...{ ...options, call, told: null },
        admit: () => end(resolve),
        refuse: (reason) => end(() => reject(reason)),
      };
      const stop = (): void => {
        this.#take(ticket);
        ticket.refuse(signal.reason);
        this.#nap?.abort();
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#queue.push(ticket);
      void this.#serve();
    });
  }

  /** The request is over: the next one may enter. */
  leave(): void {
    this.#isTaken = false;
    void this.#serve();
  }

  /**
   * Records a pause before anything else can happen: until this resolves the lane stays taken.
   * Throws what the store throws; nothing leaves this lane then before the store knows.
   */
  async obey(asked: SourceCall, flood: FloodWait): Promise<void> {
    const startedAt = this.#parts.clock.now();
    // A pause of which nothing sensible is said is a minute's.
    const seconds = flood.seconds >= 0 ? Math.min(flood.seconds, 2 ** 31) : 60;
    const until = startedAt + seconds * 1000 + this.#parts.margin;
    const accountId = this.#accountId;
    for (const call of new Set([asked, flood.call])) {
      this.#paceOf(call).slowDown();
      this.#unsaved.add({ accountId, call, seconds, startedAt, until });
    }
    await this.#save();
  }

  async #save(): Promise<void> {
    for (const deadline of this.#unsaved) {
      const kept = await this.#parts.floods.extend(deadline);
      this.#unsaved.delete(deadline);
      this.#parts.onFlood(kept);
    }
  }

  /** Admits one request after the other until one is under way or none is left. */
  async #serve(): Promise<void> {
    if (this.#isServing) {
      this.#nap?.abort();
      return;
    }
    this.#isServing = true;
    while (this.#queue.length > 0 && !this.#isTaken) {
      try {
        await this.#save();
        // Each time anew: another process may have been told of a pause meanwhile.
        for (const deadline of await this.#parts.floods.read(this.#accountId)) {
          this.#deadlines.set(deadline.call, deadline);
        }
        const wakeAt = this.#admitFirst();
        if (wakeAt !== null) await this.#sleepUntil(wakeAt);
      } catch (error) {
        for (const ticket of this.#queue.splice(0)) ticket.refuse(error);
      }
    }
    this.#isServing = false;
  }

  /** Admits the first request that may leave; else answers when to look again. */
  #admitFirst(): number | null {
    const now = this.#parts.clock.now();
    let wakeAt: number | null = null;
    for (const ticket of inTurn(this.#queue)) {
      const pause = this.#pauseOf(ticket.call, now);
      if (pause !== null && pause.until - now > ticket.longestWait) {
        this.#take(ticket);
        ticket.refuse(new PauseTooLong(this.#accountId, pause.kind, pause.until));
        continue;
      }
      const pace = this.#paceOf(ticket.call);
      const readyAt = Math.max(pause?.until ?? now, pace.readyAt(now));
      if (readyAt <= now) {
        this.#take(ticket);
        pace.begin(now);
        this.#budget.spend(now);
        this.#isTaken = true;
        ticket.admit();
        return null;
      }
      if (pause !== null && ticket.told !== pause.until) {
        ticket.told = pause.until;
        ticket.onWait?.(pause);
      }
      wakeAt = Math.min(wakeAt ?? readyAt, readyAt);
    }
    return wakeAt;
  }

  /** What holds a kind of request up at this moment, apart from its pace. */
  #pauseOf(call: SourceCall, now: number): (Wait & { kind: "flood" | "budget" }) | null {
    const flood = this.#deadlines.get(call);
    const spentUntil = this.#budget.readyAt(now);
    if (flood !== undefined && flood.until > now && flood.until >= spentUntil) {
      const reason = `Telegram asked this account for a pause of ${flood.seconds} s.`;
      return { kind: "flood", reason, startedAt: flood.startedAt, until: flood.until };
    }
    if (spentUntil <= now) return null;
    const reason = "This account has made all its requests of the day.";
    return { kind: "budget", reason, startedAt: now, until: spentUntil };
  }

  #paceOf(call: SourceCall): Pace {
    const known = this.#paces.get(call);
    if (known !== undefined) return known;
    const flood = this.#deadlines.get(call);
    const isWarned = flood !== undefined && flood.until > this.#parts.clock.now() - RECENT;
    const pace = new Pace(this.#parts.paces[call], isWarned);
    this.#paces.set(call, pace);
    return pace;
  }

  #take(ticket: Ticket): void {
    const place = this.#queue.indexOf(ticket);
    if (place >= 0) this.#queue.splice(place, 1);
  }

  async #sleepUntil(time: number): Promise<void> {
    const { clock } = this.#parts;
    const nap = new AbortController();
    this.#nap = nap;
    try {
      await clock.sleep(Math.min(time - clock.now(), LONGEST_NAP), nap.signal);
    } catch (error) {
      if (!nap.signal.aborted) throw error;
    } finally {
      this.#nap = null;
    }
  }
}

function inTurn(queue: readonly Ticket[]): Ticket[] {
  return [...queue.filter((one) => !one.isPatient), ...queue.filter((one) => one.isPatient)];
}
