import type { Clock } from "../ports/clock.ts";
import type { Push } from "../ports/update-source.ts";
import { Bell } from "./bell.ts";

type Told = Exclude<Push, "missed">;

/** More than this is forgotten: it can be asked for again, and memory has an end. */
const MOST = 1000;

/** What was pushed and is not yet applied. */
export class FollowInbox {
  readonly #bell: Bell;
  #pushes: Told[] = [];
  #hasMissed = false;

  constructor(clock: Clock) {
    this.#bell = new Bell(clock);
  }

  add(push: Push): void {
    if (push === "missed" || this.#pushes.length >= MOST) this.#hasMissed = true;
    else this.#pushes.push(push);
    this.#bell.ring();
  }

  /** Whether something was lost; asking forgets it. */
  takeMissed(): boolean {
    const hasMissed = this.#hasMissed;
    this.#hasMissed = false;
    return hasMissed;
  }

  /**
   * Takes out what goes on from this place of the stream without a hole, in the stream's order.
   * What lies before it is known and dropped; what comes after a hole stays.
   */
  takeFrom(pts: number): { readonly pushes: readonly Told[]; readonly pts: number } {
    const pushes: Told[] = [];
    const early: Told[] = [];
    for (const push of this.#pushes.toSorted((one, other) => one.from - other.from)) {
      if (push.from > pts) early.push(push);
      // One that takes no place of its own is told at the place where it belongs, and only there.
      else if (push.to > pts || (push.to === push.from && push.to === pts)) {
        pushes.push(push);
        pts = push.to;
      }
    }
    this.#pushes = early;
    return { pushes, pts };
  }

  /** Whether something came that follows after a hole. */
  get hasHole(): boolean {
    return this.#pushes.length > 0;
  }

  /** Resolves when something was added since the last time, and at `until` at the latest. */
  async wait(until: number, signal: AbortSignal): Promise<void> {
    await this.#bell.wait(until, signal);
  }
}
