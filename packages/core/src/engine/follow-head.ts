import type { MessageId } from "../domain/ids.ts";
import { unmarkPeer } from "../domain/ids.ts";
import { ContradictoryAnswers, PauseTooLong } from "../domain/source-failures.ts";
import { archiveChannel } from "./archive-channel.ts";
import { Bell } from "./bell.ts";
import { findTop } from "./find-top.ts";
import type { Following } from "./following.ts";
import { waitAfter, whileUnavailable } from "./while-unavailable.ts";

/** Milliseconds for which holes are gathered before the history is asked. */
const PATIENCE = 3_000;
/** Groups and private chats share their ids with each other: there every message leaves holes. */
const PATIENCE_OF_ACCOUNT = 30_000;
const AFTER_CONTRADICTION = 60_000;

/**
 * Sees to it that from the floor to the newest message nothing is unexamined: the head of the
 * history is asked until it meets coverage, when following begins and whenever ids were left out
 * between messages that were told.
 */
export class FollowHead {
  readonly #following: Following;
  readonly #bell: Bell;
  readonly #patience: number;
  /** Up to here there is no hole; null before the first look. */
  #top: MessageId | null = null;
  /** The greatest id that was told. */
  #told: MessageId = 0;

  constructor(following: Following) {
    this.#following = following;
    this.#bell = new Bell(following.clock);
    const { kind } = unmarkPeer(following.channel.access.channelId);
    this.#patience = kind === "channel" ? PATIENCE : PATIENCE_OF_ACCOUNT;
  }

  /** A message of this id was told, and is committed. */
  told(id: MessageId): void {
    this.#told = Math.max(this.#told, id);
    if (this.#top === null || id <= this.#top) return;
    if (id === this.#top + 1) this.#top = id;
    else this.#bell.ring();
  }

  /** The history may hold what nobody told. */
  doubt(): void {
    this.#bell.ring();
  }

  /** Looks at once, and then whenever there is reason to. Ends by the signal or a failure. */
  async keep(signal: AbortSignal): Promise<never> {
    const { clock } = this.#following;
    for (;;) {
      const pause = await this.#tryReconcile(signal);
      if (pause === null) await this.#bell.wait(Number.POSITIVE_INFINITY, signal);
      await clock.sleep(pause ?? this.#patience, signal);
    }
  }

  /** Null when it is done; else how long to let it be, in milliseconds. */
  async #tryReconcile(signal: AbortSignal): Promise<number | null> {
    try {
      await this.#reconcile(signal);
      return null;
    } catch (error) {
      // What is told live need not wait for the history.
      if (error instanceof PauseTooLong)
        return Math.max(0, error.until - this.#following.clock.now());
      if (error instanceof ContradictoryAnswers) return AFTER_CONTRADICTION;
      throw error;
    }
  }

  async #reconcile(signal: AbortSignal): Promise<void> {
    const { channel, source, follows } = this.#following;
    const { access } = channel;
    let { floor } = this.#following;
    if (floor === null) {
      floor = await this.#findFloor(signal);
      await follows.setFloor(access.channelId, floor);
      this.#following.floor = floor;
    }
    const { topMessageId } = await archiveChannel({
      ...{ ...this.#following, source, access, signal, jobId: null },
      bounds: { from: floor, to: null, since: null, until: null },
    });
    this.#top = Math.max(this.#top ?? 0, topMessageId ?? 0);
    // Told while the history was read: perhaps with a hole before it.
    if (this.#told > this.#top) this.#bell.ring();
    this.#following.onCommit();
  }

  /**
   * Where following begins: right above what was examined before, or with the newest page when
   * nothing was. Of what is older, coverage shows that it is missing.
   */
  async #findFloor(signal: AbortSignal): Promise<MessageId> {
    const { channel, source, store, gate } = this.#following;
    const { access } = channel;
    const covered = (await store.readCoverage(access.channelId)).at(-1);
    if (covered !== undefined) return Math.max(1, covered.last + 1);
    const retry = { ...this.#following, signal };
    const top = await findTop({
      channelId: access.channelId,
      ask: (start) =>
        whileUnavailable(() => {
          const ask = () => source.history({ access, start, limit: 100 }, signal);
          return gate.run(access.accountId, "history", ask, retry);
        }, retry),
      pause: (round) => waitAfter(round - 1, "Telegram's answers contradict each other.", retry),
    });
    return Math.max(1, top?.page.proves.first ?? 1);
  }
}
