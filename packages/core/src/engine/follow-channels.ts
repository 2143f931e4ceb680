import { InvalidState, TelekeepError } from "../domain/errors.ts";
import type { ChannelId } from "../domain/ids.ts";
import {
  AccountRefused,
  ChannelInaccessible,
  SourceUnavailable,
} from "../domain/source-failures.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import type { FollowedChannel } from "../ports/follow-store.ts";
import type { Log } from "../ports/log.ts";
import { Bell } from "./bell.ts";
import { followChannel } from "./follow-channel.ts";
import type { FollowParts } from "./following.ts";
import type { OpenAccounts } from "./open-accounts.ts";
import { backoff } from "./while-unavailable.ts";

export interface FollowersParts extends FollowParts {
  readonly connections: OpenAccounts;
  readonly log: Log;
}

/** How often the list is looked at without being woken: another process may have changed it. */
const POLL = 3_000;
/** Bounds how long after its end a process that has the account is replaced, in milliseconds. */
const ACCOUNT_IN_USE = 3_000;
/** Rights come back seldom, and asking for them is a request each time. */
const INACCESSIBLE = 600_000;

interface Task {
  readonly stop: AbortController;
  readonly accountId: number;
  readonly done: Promise<void>;
}

/**
 * Follows every channel that is to be followed, as far as its account is free for this process.
 * What cannot be followed says why, and is tried again; the others go on.
 */
export class ChannelFollowers implements AsyncDisposable {
  readonly #parts: FollowersParts;
  readonly #tasks = new Map<ChannelId, Task>();
  /** How often in a row following failed. */
  readonly #failures = new Map<ChannelId, number>();
  readonly #closing = new AbortController();
  readonly #bell: Bell;
  readonly #loop: Promise<void>;

  constructor(parts: FollowersParts) {
    this.#parts = parts;
    this.#bell = new Bell(parts.clock);
    this.#loop = this.#run();
  }

  /** Says that the list may have changed. */
  wake(): void {
    this.#bell.ring();
  }

  /** Resolves when nothing is followed any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the archive is closed"));
    await this.#loop;
    await Promise.all([...this.#tasks.keys()].map((id) => this.#stop(id)));
  }

  async #run(): Promise<void> {
    const { follows, clock, log } = this.#parts;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#compare(await follows.list());
        failures = 0;
      } catch (err) {
        if (failures++ === 0) log.warn({ err }, "the followed channels could not be read");
      }
      await this.#bell.wait(clock.now() + POLL, signal).catch(() => {});
    }
  }

  async #compare(wanted: readonly FollowedChannel[]): Promise<void> {
    const byId = new Map(wanted.map((channel) => [channel.access.channelId, channel]));
    for (const [id, task] of [...this.#tasks]) {
      if (byId.get(id)?.access.accountId !== task.accountId) await this.#stop(id);
    }
    for (const [id, channel] of byId) if (!this.#tasks.has(id)) this.#start(channel);
  }

  #start(channel: FollowedChannel): void {
    const { channelId, accountId } = channel.access;
    const stop = new AbortController();
    const done = this.#follow(channel, stop.signal).then(() => {
      if (this.#tasks.get(channelId)?.stop === stop) this.#tasks.delete(channelId);
      this.wake();
    });
    this.#tasks.set(channelId, { stop, accountId, done });
  }

  async #stop(id: ChannelId): Promise<void> {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    task.stop.abort(new Error("the channel is not followed any more"));
    await task.done;
    this.#tasks.delete(id);
  }

  /** Until it is stopped, or something else must happen to the account or the list first. */
  async #follow(channel: FollowedChannel, signal: AbortSignal): Promise<void> {
    const { connections, clock, random } = this.#parts;
    const { accountId, channelId } = channel.access;
    const onLive = (): void => {
      this.#failures.delete(channelId);
      void this.#say(channelId, null);
    };
    try {
      await connections.use(accountId, signal, (source) =>
        followChannel({ ...this.#parts, source, channel, onLive }, signal),
      );
    } catch (error) {
      if (signal.aborted || this.#closing.signal.aborted) return;
      await this.#say(channelId, this.#explain(channelId, error));
      const failures = this.#failures.get(channelId) ?? 0;
      this.#failures.set(channelId, failures + 1);
      const pause = pauseAfter(error) ?? backoff(failures, random);
      // The list is read again after it: the floor, the access or the account may be another now.
      await clock.sleep(pause, AbortSignal.any([signal, this.#closing.signal])).catch(() => {});
    }
  }

  /** What to tell people of a failure; null when it will pass by itself, or is told elsewhere. */
  #explain(channelId: ChannelId, error: unknown): string | null {
    const passing = [SourceUnavailable, DatabaseUnavailable, AccountRefused];
    if (passing.some((kind) => error instanceof kind)) return null;
    if (error instanceof TelekeepError) return error.message;
    this.#parts.log.error({ channelId, err: error }, "following a channel failed unexpectedly");
    return "Unexpected error; the server's log has it. It is tried again.";
  }

  async #say(channelId: ChannelId, trouble: string | null): Promise<void> {
    const { follows, log } = this.#parts;
    await follows.setTrouble(channelId, trouble).catch((err: unknown) => {
      log.warn({ err, channelId }, "why a channel is not followed could not be recorded");
    });
  }
}

function pauseAfter(error: unknown): number | null {
  if (error instanceof ChannelInaccessible) return INACCESSIBLE;
  return error instanceof InvalidState ? ACCOUNT_IN_USE : null;
}
