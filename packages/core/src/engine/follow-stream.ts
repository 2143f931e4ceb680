import type { SourceCall } from "../domain/source-failures.ts";
import type { Change, UpdatePosition } from "../ports/update-source.ts";
import type { FollowHead } from "./follow-head.ts";
import { FollowInbox } from "./follow-inbox.ts";
import { followPages } from "./follow-pages.ts";
import type { Following } from "./following.ts";
import { whileUnavailable } from "./while-unavailable.ts";

/** Pushes may overtake each other: this long a missing one is waited for, in milliseconds. */
const OVERTAKEN = 500;
/**
 * How often the stream is asked for although nothing seems to be missing. Telegram pushes nothing
 * of channels that the account has not joined, and a push that is lost last shows by nothing else.
 */
const FIRST_POLL = 15_000;
const LAST_POLL = 600_000;

/**
 * Applies a channel's updates in their order. Pushes are only as good as their numbers: what does
 * not follow on what is committed is asked for.
 */
export class FollowStream {
  readonly #following: Following;
  readonly #head: FollowHead;
  readonly #inbox: FollowInbox;
  #position: UpdatePosition = { pts: 0, date: null };
  #poll = FIRST_POLL;

  constructor(following: Following, head: FollowHead) {
    this.#following = following;
    this.#head = head;
    this.#inbox = new FollowInbox(following.clock);
  }

  /** Hears pushes from now on; returns how to stop that. */
  listen(): () => void {
    const { source, channel } = this.#following;
    return source.updates.listen(channel.access.channelId, (push) => this.#inbox.add(push));
  }

  /** Begins where the last process ended, or now; says whether there is something to catch up. */
  async open(signal: AbortSignal): Promise<boolean> {
    const { follows, channel } = this.#following;
    const { accountId, channelId } = channel.access;
    const known = await follows.readPosition(accountId, channelId);
    if (known !== null) {
      this.#position = known;
      return true;
    }
    await this.#save(await this.#askPosition(signal));
    return false;
  }

  /** Ends by the signal or a failure. */
  async keep(isBehind: boolean, signal: AbortSignal): Promise<never> {
    const { clock } = this.#following;
    if (isBehind) await this.#catchUp(signal);
    for (;;) {
      const pollAt = clock.now() + this.#poll;
      await this.#inbox.wait(pollAt, signal);
      if (clock.now() >= pollAt) {
        this.#poll = (await this.#catchUp(signal))
          ? FIRST_POLL
          : Math.min(this.#poll * 2, LAST_POLL);
      } else await this.#takePushes(signal);
    }
  }

  async #takePushes(signal: AbortSignal): Promise<void> {
    const { clock } = this.#following;
    let patience: number | null = null;
    while (!this.#inbox.takeMissed()) {
      const { pushes, pts } = this.#inbox.takeFrom(this.#position.pts);
      const changes = pushes.flatMap((push) => push.changes);
      const position = { ...this.#position, pts };
      // The numbers of other chats are not worth a write: told again, they change nothing.
      if (changes.length > 0) await this.#apply(changes, position);
      this.#position = position;
      if (!this.#inbox.hasHole) return;
      patience ??= clock.now() + OVERTAKEN;
      if (clock.now() >= patience) break;
      await this.#inbox.wait(patience, signal);
    }
    await this.#catchUp(signal);
  }

  /** Asks for everything since the position; whether there was anything. */
  async #catchUp(signal: AbortSignal): Promise<boolean> {
    const { source, channel } = this.#following;
    for (let hasFound = false; ; ) {
      const difference = await this.#ask("updates", signal, () =>
        source.updates.difference(channel.access, this.#position, signal),
      );
      if (difference === "too_long") {
        // First where the stream is now, then its history: what happens between is told again.
        await this.#save(await this.#askPosition(signal));
        this.#head.doubt();
        return true;
      }
      const { changes, position, isLast } = difference;
      hasFound ||= changes.length > 0;
      await this.#apply(changes, position);
      if (isLast) return hasFound;
    }
  }

  async #apply(changes: readonly Change[], position: UpdatePosition): Promise<void> {
    const { store, rechecks, channel } = this.#following;
    const { channelId } = channel.access;
    for (const page of followPages(channelId, changes)) {
      await store.commitPage(page);
      await rechecks.sample(channelId, page.messages);
    }
    if (changes.length > 0) this.#following.onCommit();
    for (const change of changes) if (change.type === "seen") this.#head.told(change.id);
    await this.#save(position);
  }

  async #save(position: UpdatePosition): Promise<void> {
    const { follows, channel } = this.#following;
    const { accountId, channelId } = channel.access;
    const { pts, date } = this.#position;
    if (pts !== position.pts || date !== position.date) {
      await follows.savePosition(accountId, channelId, position);
    }
    this.#position = position;
  }

  #askPosition(signal: AbortSignal): Promise<UpdatePosition> {
    const { source, channel } = this.#following;
    return this.#ask("look", signal, () => source.updates.position(channel.access, signal));
  }

  #ask<Answer>(call: SourceCall, signal: AbortSignal, ask: () => Promise<Answer>): Promise<Answer> {
    const { gate, channel } = this.#following;
    const retry = { ...this.#following, signal };
    const longestWait = Number.POSITIVE_INFINITY;
    return whileUnavailable(
      () => gate.run(channel.access.accountId, call, ask, { signal, longestWait }),
      retry,
    );
  }
}
