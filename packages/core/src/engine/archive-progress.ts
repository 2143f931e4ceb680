import type { Clock } from "../ports/clock.ts";
import type { CommitSums } from "./commit-sums.ts";
import { NOTHING_COMMITTED } from "./commit-sums.ts";
import type { Estimate } from "./estimate.ts";
import { Estimator } from "./estimate.ts";
import type { Wait, WaitListener } from "./wait.ts";

/** How far the archiving of a channel is: committed facts, and what is expected of the rest. */
export interface ArchiveProgress {
  /** Ids within the bounds that are covered. */
  readonly idsDone: number;
  /** All ids within the bounds; null while they are being looked for. */
  readonly idsTotal: number | null;
  /** Messages looked at and committed by this call. */
  readonly messages: number;
  /** What the commits of this call changed, all together. */
  readonly sums: CommitSums;
  /** Pages that this call has asked for. */
  readonly requests: number;
  /** In ids: they are what is certain to come to an end. */
  readonly estimate: Estimate;
  /** What it waits for at this moment. */
  readonly wait: Wait | null;
}

/** Keeps the figures and tells them on. */
export class ProgressMeter {
  readonly #clock: Clock;
  readonly #onProgress: ((progress: ArchiveProgress) => void) | undefined;
  #estimator: Estimator;
  #done = 0;
  #total: number | null = null;
  #sums = NOTHING_COMMITTED;
  #requests = 0;
  #wait: Wait | null = null;

  constructor(clock: Clock, onProgress: ((progress: ArchiveProgress) => void) | undefined) {
    this.#clock = clock;
    this.#onProgress = onProgress;
    this.#estimator = new Estimator(clock.now());
  }

  /** A page is asked for; told on with the next news. */
  asked(): void {
    this.#requests++;
  }

  /** The walk begins. */
  begin(done: number, total: number): void {
    [this.#done, this.#total] = [done, total];
    // Finding the bounds says nothing about the speed of the walk.
    this.#estimator = new Estimator(this.#clock.now());
    this.#tell();
  }

  /** @param sums of all pages so far */
  committed(ids: number, sums: CommitSums): void {
    this.#done += ids;
    this.#sums = sums;
    this.#estimator.add(this.#clock.now(), ids);
    this.#tell();
  }

  readonly onWait: WaitListener = (wait) => {
    this.#wait = wait;
    this.#estimator.wait(this.#clock.now(), wait?.until ?? null);
    this.#tell();
  };

  #tell(): void {
    const [idsDone, idsTotal, sums] = [this.#done, this.#total, this.#sums];
    const [requests, wait] = [this.#requests, this.#wait];
    const messages = sums.messagesAdded + sums.messagesAlreadyPresent + sums.revisionsAdded;
    const estimate =
      idsTotal === null
        ? { perSecond: null, remaining: null }
        : this.#estimator.estimate(this.#clock.now(), idsTotal - idsDone);
    this.#onProgress?.({ idsDone, idsTotal, messages, sums, requests, estimate, wait });
  }
}
