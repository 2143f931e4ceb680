import type { MessageId } from "../domain/ids.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { FollowedChannel, FollowStore } from "../ports/follow-store.ts";
import type { MessageSource } from "../ports/message-source.ts";
import type { RecheckStore } from "../ports/recheck-store.ts";
import type { FloodGate } from "./flood-gate.ts";

/** What following channels works with. */
export interface FollowParts {
  readonly store: ArchiveStore;
  readonly follows: FollowStore;
  readonly rechecks: RecheckStore;
  readonly gate: FloodGate;
  readonly clock: Clock;
  /** At least 0 and less than 1; for the length of waits. */
  readonly random: () => number;
  /** Told when messages were committed. Must not throw. */
  readonly onCommit: () => void;
  /** Ages at which messages are looked at again, in milliseconds, ascending; none for never. */
  readonly recheckSteps: readonly number[];
}

/** One channel that is being followed. */
export interface Following extends FollowParts {
  readonly source: MessageSource;
  readonly channel: FollowedChannel;
  /** See FollowedChannel; null until it is known. */
  floor: MessageId | null;
}
