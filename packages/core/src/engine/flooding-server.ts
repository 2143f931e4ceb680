import type { SourceCall } from "../domain/source-failures.ts";
import { FloodWait } from "../domain/source-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { FloodDeadline } from "../ports/flood-store.ts";
import type { GateParts } from "./flood-gate.ts";
import { FloodGate } from "./flood-gate.ts";
import { MemoryFloods } from "./memory-floods.ts";

/**
 * Telegram for tests, as far as waiting goes: it remembers what it demanded, and who came too early.
 */
export class FloodingServer {
  readonly clock: Clock;
  readonly early: string[] = [];
  /** Milliseconds between the end of a pause and the request after it. */
  readonly late: number[] = [];
  readonly served: string[] = [];
  mostAtOnce = 0;
  #underWay = 0;
  readonly #deadlines = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Answers a request after some time, with a pause of so many seconds if there is one to be. */
  async ask(accountId: number, call: SourceCall, seconds = 0, name = ""): Promise<string> {
    const key = `${accountId} ${call}`;
    const now = this.clock.now();
    const deadline = this.#deadlines.get(key);
    if (deadline !== undefined && now < deadline) this.early.push(`${key} by ${deadline - now}`);
    if (deadline !== undefined) this.late.push(now - deadline);
    this.#deadlines.delete(key);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    try {
      await this.clock.sleep(80);
      if (seconds > 0) {
        this.#deadlines.set(key, this.clock.now() + seconds * 1000);
        throw new FloodWait(call, seconds);
      }
      this.served.push(name || key);
      return name;
    } finally {
      this.#underWay--;
    }
  }
}

/** A request that is told to pause the first time. */
export function floodedOnce(
  server: FloodingServer,
  accountId: number,
  call: SourceCall,
  seconds: number,
): () => Promise<string> {
  let turn = 0;
  return () => server.ask(accountId, call, turn++ === 0 ? seconds : 0);
}

/** A gate before such a server, with what outlives it. */
export function setUpGate<C extends Clock>(clock: C, change: Partial<GateParts> = {}) {
  const floods = new MemoryFloods();
  const told: FloodDeadline[] = [];
  const newGate = (more: Partial<GateParts> = {}) =>
    new FloodGate({ floods, clock, onFlood: (one) => told.push(one), ...change, ...more });
  return { clock, floods, told, newGate, gate: newGate(), server: new FloodingServer(clock) };
}
