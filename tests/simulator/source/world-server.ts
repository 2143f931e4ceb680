import type { IdRange } from "../../../packages/core/src/domain/coverage.ts";
import type { Clock } from "../../../packages/core/src/ports/clock.ts";
import type { FaultPlan } from "../faults/fault-plan.ts";
import type { FloodLimiter } from "../faults/flood-limiter.ts";
import type { Random } from "../world/prng.ts";
import type { World } from "../world/world.ts";
import type { WorldChat } from "../world/world-chat.ts";

/** An answer that reached the one who asked. */
export interface GivenAnswer {
  readonly chat: WorldChat;
  readonly ids: readonly number[];
  /** What it truly shows to have been examined. */
  readonly examined: IdRange | null;
}

/** What the sources of all accounts share: the far side of the wire. */
export interface WorldServer {
  readonly world: World;
  readonly clock: Clock;
  readonly plan: FaultPlan;
  readonly limiter: FloodLimiter;
  /** Draws how long answers take. */
  readonly random: Random;
  /** Events of a stream after which its difference is too long; never unless given. */
  readonly differenceTooLongAfter?: number;
  /** Told of every answer about history when it has arrived. */
  readonly onAnswer?: (answer: GivenAnswer) => void;
}
