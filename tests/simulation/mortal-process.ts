import type { Coverage } from "../../packages/core/src/domain/coverage.ts";
import type { ChannelId } from "../../packages/core/src/domain/ids.ts";
import type { CommitResult, Page } from "../../packages/core/src/domain/page.ts";
import { DatabaseUnavailable } from "../../packages/core/src/domain/store-failures.ts";
import type { MemoryFloods } from "../../packages/core/src/engine/memory-floods.ts";
import type { ArchiveStore } from "../../packages/core/src/ports/archive-store.ts";
import type { Clock } from "../../packages/core/src/ports/clock.ts";
import type { FloodDeadline, FloodStore } from "../../packages/core/src/ports/flood-store.ts";
import type { MessageSource } from "../../packages/core/src/ports/message-source.ts";
import type { MemoryStore } from "../../packages/core/src/store/memory-store.ts";
import type { VirtualClock } from "../../packages/core/src/virtual-clock.ts";
import type { Random } from "../simulator/world/prng.ts";

/** The process was killed: nothing of it happens any more. */
export class Killed extends Error {}

/** What outlives every process. */
export interface Outside {
  readonly clock: VirtualClock;
  readonly store: MemoryStore;
  readonly floods: MemoryFloods;
  readonly random: Random;
  /** Probability that the database fails a call. */
  readonly databaseFaults: number;
  /** Told of every page that is in the store. */
  readonly onCommit: (page: Page, result: CommitResult) => void;
  /** Writes the run's event log. */
  readonly note: (event: string) => void;
}

/**
 * A process that can be killed at the n-th crossing of a crash point. Crash points lie around
 * everything that it asks of the outside, for only there could anybody tell when it died. What it
 * had begun outside is finished or not begun; it learns of nothing any more.
 */
export class MortalProcess {
  readonly #outside: Outside;
  readonly #death = new AbortController();
  #crossings: number;
  #committing = new Set<ChannelId>();

  /** @param crossings how many crash points it survives */
  constructor(outside: Outside, crossings: number) {
    this.#outside = outside;
    this.#crossings = crossings;
  }

  get isDead(): boolean {
    return this.#death.signal.aborted;
  }

  readonly clock: Clock = {
    now: () => this.#outside.clock.now(),
    sleep: async (milliseconds, signal) => {
      const signals = signal === undefined ? [] : [signal];
      const either = AbortSignal.any([this.#death.signal, ...signals]);
      await this.#outside.clock.sleep(milliseconds, either);
    },
  };

  readonly store: ArchiveStore = {
    saveChannel: (profile) => this.#outside.store.saveChannel(profile),
    readCoverage: async (channelId): Promise<Coverage> => {
      this.#cross(`read coverage of ${channelId}`);
      this.#failDatabase();
      return await this.#outside.store.readCoverage(channelId);
    },
    commitPage: async (page): Promise<CommitResult> => {
      const { channelId } = page;
      const { clock, store, random, onCommit, note } = this.#outside;
      this.#cross(`commit ${channelId}`);
      if (this.#committing.has(channelId)) throw new Error("Two pages commit at the same time.");
      this.#committing.add(channelId);
      try {
        await this.clock.sleep(random.between(1, 300));
        this.#failDatabase();
        const result = await clock.during(() => store.commitPage(page));
        const { proves, messages } = page;
        note(`committed ${channelId} ${messages.length} ${proves?.first}-${proves?.last}`);
        onCommit(page, result);
        // The answer may get lost as well: then it is there, and nobody knows.
        this.#failDatabase();
        this.#cross(`committed ${channelId}`);
        return result;
      } finally {
        this.#committing.delete(channelId);
      }
    },
  };

  readonly floods: FloodStore = {
    read: async (accountId): Promise<readonly FloodDeadline[]> => {
      this.#cross("read floods");
      this.#failDatabase();
      return await this.#outside.floods.read(accountId);
    },
    extend: async (deadline): Promise<FloodDeadline> => {
      // Killed before this nobody would know of the pause: the one moment that cannot be covered.
      const kept = await this.#outside.floods.extend(deadline);
      this.#outside.note(`flood until ${kept.until}`);
      this.#cross("flood kept");
      return kept;
    },
  };

  /** A source as this process uses it. */
  mortal(source: MessageSource): MessageSource {
    const either = (signal: AbortSignal) => AbortSignal.any([signal, this.#death.signal]);
    return {
      ...{ accountId: source.accountId, closed: source.closed, updates: source.updates },
      resolve: (reference, signal) => source.resolve(reference, either(signal)),
      look: (access, signal) => source.look(access, either(signal)),
      dialogs: (place, signal) => source.dialogs(place, either(signal)),
      history: async (request, signal) => {
        this.#cross(`ask ${JSON.stringify(request.start)}`);
        const answer = await source.history(request, either(signal));
        this.#cross(`answered ${answer.ids?.least}-${answer.ids?.greatest}`);
        return answer;
      },
      messages: (access, ids, signal) => source.messages(access, ids, either(signal)),
      [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
    };
  }

  #cross(point: string): void {
    this.#death.signal.throwIfAborted();
    this.#outside.note(point);
    if (this.#crossings-- > 0) return;
    this.#outside.note("killed");
    this.#death.abort(new Killed(point));
    throw this.#death.signal.reason;
  }

  #failDatabase(): void {
    const { random, databaseFaults, note } = this.#outside;
    if (!random.chance(databaseFaults)) return;
    note("database away");
    throw new DatabaseUnavailable("simulated");
  }
}
