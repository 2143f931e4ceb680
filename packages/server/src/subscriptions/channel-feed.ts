import type { Archive, Job } from "@telekeep/core";
import { NotFound } from "@telekeep/core";

import type { Logger } from "../logging.ts";
import type { ChannelProgressShape } from "../shapes.ts";
import { ProgressHub } from "./progress-hub.ts";
import type { StateEvent } from "./snapshot-first.ts";
import { snapshotFirst } from "./snapshot-first.ts";

export interface ChannelFeedParts {
  readonly source: Pick<Archive, "onCommit" | "onJobChange">;
  /** Reads how far channels are: all when null. */
  readonly read: (ids: readonly bigint[] | null) => Promise<readonly ChannelProgressShape[]>;
  readonly log: Pick<Logger, "warn">;
}

/** How far a channel was when it was read; a greater `turn` was read later. */
export interface Reading {
  readonly progress: ChannelProgressShape;
  readonly turn: number;
}

/** Milliseconds between two readings of what has changed: this often a channel is told of at most. */
const INTERVAL = 250;
/** The same while nothing can be read. */
const RETRY_INTERVAL = 2_000;

/**
 * Live progress of channels. What it tells is read from the database after it was committed, once
 * for all subscribers, and only while somebody watches.
 */
export class ChannelFeed implements Disposable {
  readonly #parts: ChannelFeedParts;
  readonly #hub = new ProgressHub<bigint, Reading>();
  /** Channels of which something has changed since they were read. */
  readonly #changed = new Set<bigint>();
  readonly #stopListening: readonly (() => void)[];
  #timer: NodeJS.Timeout | null = null;
  #turn = 0;
  #isClosed = false;

  constructor(parts: ChannelFeedParts) {
    this.#parts = parts;
    const { source } = parts;
    this.#stopListening = [
      source.onCommit((channelId) => this.#touch(BigInt(channelId))),
      source.onJobChange((job) => this.#hear(job)),
    ];
  }

  /**
   * How far these channels are, or all of them, also later ones, when null; then each change that
   * the reader has time for. Throws NotFound at the first reading when one of them is unknown.
   */
  follow(ids: readonly bigint[] | null): AsyncIterableIterator<StateEvent<Reading>> {
    const wanted = ids && new Set(ids);
    const changes = this.#hub.watchMany((id) => wanted?.has(id) ?? true);
    const turn = ++this.#turn;
    const read = this.#parts.read(ids).then((all) => {
      const missing = ids?.find((id) => !all.some(({ channelId }) => channelId === id));
      if (missing !== undefined) throw notFound(missing);
      return all.map((progress) => ({ progress, turn }));
    });
    return snapshotFirst(read, changes, (change) => change.turn > turn);
  }

  /** Ends all subscriptions. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const stop of this.#stopListening) stop();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#hub.close();
  }

  #hear(job: Job): void {
    if (job.kind === "backfill") this.#touch(BigInt(job.input.channelId));
  }

  #touch(channelId: bigint): void {
    if (this.#isClosed || !this.#hub.isWatched(channelId)) return;
    this.#changed.add(channelId);
    this.#timer ??= setTimeout(() => void this.#readChanged(), INTERVAL);
  }

  async #readChanged(): Promise<void> {
    const ids = [...this.#changed];
    this.#changed.clear();
    const turn = ++this.#turn;
    let pause = INTERVAL;
    try {
      for (const progress of await this.#parts.read(ids)) {
        this.#hub.publish(progress.channelId, { progress, turn });
      }
    } catch (err) {
      for (const id of ids) this.#changed.add(id);
      pause = RETRY_INTERVAL;
      this.#parts.log.warn({ err }, "the progress of channels could not be read");
    }
    this.#timer = null;
    if (this.#changed.size > 0 && !this.#isClosed) {
      this.#timer = setTimeout(() => void this.#readChanged(), pause);
    }
  }
}

function notFound(channelId: bigint): NotFound {
  return new NotFound(String(channelId), "The archive has no such channel.");
}
