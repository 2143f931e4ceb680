import { SourceUnavailable } from "../domain/source-failures.ts";
import type { SessionSecret } from "../ports/account-store.ts";
import { createConnectionFactory } from "./create-connection.ts";
import { within } from "./deadline.ts";
import { createGreeting } from "./greeting.ts";
import { Api, type AuthKey, type Long, returnBigInt } from "./library.ts";
import type { LinkOptions } from "./link-options.ts";
import { reportTrouble } from "./report-trouble.ts";
import { AuthKeyLost } from "./rpc-failure.ts";
import { connectionClosed, Sender } from "./sender.ts";
import type { DataCentre } from "./servers.ts";
import { writeSession } from "./session.ts";

/** After this long without a word from us Telegram may hang up, in seconds. */
const HANG_UP_AFTER = 75;

/** A connection to one data centre that mends itself, until it is closed or refused. */
export class Link implements AsyncDisposable {
  readonly dc: DataCentre;
  readonly #sender: Sender;
  readonly #options: LinkOptions;
  readonly #closed = new AbortController();
  readonly #updates = new Set<(updates: Api.TypeUpdates) => void>();
  #watch: Promise<void> = Promise.resolve();
  #config: Api.Config | null = null;
  /** How far Telegram's clock is ahead of ours, in milliseconds. */
  #ahead = 0;

  constructor(options: LinkOptions, dc: DataCentre, authKey: AuthKey) {
    const { clock, log, timing, proxy, credentials } = options;
    this.#options = options;
    this.dc = dc;
    const createConnection = createConnectionFactory({
      proxy,
      clock,
      milliseconds: timing.dialMs,
    });
    this.#sender = new Sender({
      dcId: dc.id,
      authKey,
      clock,
      reconnectMs: timing.reconnectMs,
      createConnection: () => createConnection(dc),
      createGreeting: () => createGreeting(credentials, proxy),
      onUpdates: (updates) => this.#tell(updates),
      onTrouble: (event, error) => {
        reportTrouble(log, dc.id, event, error);
        // What was said meanwhile is lost.
        if (event === "back") this.#tell(new Api.UpdatesTooLong());
      },
      onKeyLost: () => this.#closed.abort(new AuthKeyLost()),
    });
  }

  /** Aborts when the link is of no use any more, with the reason. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** The session as it is now. Whoever has it is the account. */
  get session(): SessionSecret {
    return writeSession({ dc: this.dc, authKey: this.#sender.authKey });
  }

  /** Connects, agrees on a key if there is none, and greets. */
  async open(signal: AbortSignal): Promise<void> {
    const { credentials, proxy, clock, timing } = this.#options;
    let last: unknown = null;
    const late = (): Error =>
      new SourceUnavailable(
        `Telegram could not be reached within ${timing.connectMs / 1000} s; check the network.`,
        { cause: last },
      );
    await within(
      async (ended) => {
        try {
          await this.#sender.open(ended);
        } catch (error) {
          last = error;
          ended.throwIfAborted();
          throw new SourceUnavailable("Telegram could not be reached; check the network.", {
            cause: error,
          });
        }
        const hello = this.#sender.enqueue(createGreeting(credentials, proxy));
        this.#config = (await hello.promise) as Api.Config;
        this.#ahead = this.#config.date * 1000 - clock.now();
      },
      { clock, milliseconds: timing.connectMs, signal, late },
    );
    this.#watch = this.#keepAlive();
  }

  /**
   * Asks once. Throws RpcFailure, AuthKeyLost and UnreadableAnswer as they come, SourceUnavailable
   * when there is no answer in time or the link was closed, and the signal's reason.
   */
  async ask<R extends Api.AnyRequest>(request: R, signal: AbortSignal): Promise<R["__response"]> {
    const { clock, timing } = this.#options;
    signal.throwIfAborted();
    const sending = this.#sender.enqueue(request);
    try {
      return await within(async () => (await sending.promise) as R["__response"], {
        clock,
        milliseconds: timing.requestMs,
        signal,
        late: () =>
          new SourceUnavailable(
            `Telegram did not answer within ${timing.requestMs / 1000} s; the same may work later.`,
          ),
      });
    } catch (error) {
      this.#sender.drop(sending, error);
      throw error;
    }
  }

  /** Calls back on what Telegram says unasked; returns how to stop that. */
  onUpdates(listener: (updates: Api.TypeUpdates) => void): () => void {
    this.#updates.add(listener);
    return () => void this.#updates.delete(listener);
  }

  /** Milliseconds since 1970 by Telegram's clock, to the second. */
  serverNow(): number {
    return this.#options.clock.now() + this.#ahead;
  }

  /** Where another data centre is; null when nobody told. */
  findDc(id: number): DataCentre | null {
    const { servers } = this.#options;
    if (servers !== null) return servers.dcs.find((dc) => dc.id === id) ?? null;
    const usable = this.#config?.dcOptions.find(
      (option) =>
        option.id === id && !option.ipv6 && !option.mediaOnly && !option.cdn && !option.tcpoOnly,
    );
    return usable === undefined ? null : { id, host: usable.ipAddress, port: usable.port };
  }

  /** Nothing is open and no timer runs when this has settled. `reason` is why it is over. */
  async close(reason: Error = connectionClosed()): Promise<void> {
    this.#closed.abort(reason);
    await this.#sender.close(reason);
    await this.#watch;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #tell(updates: Api.TypeUpdates): void {
    for (const listener of this.#updates) {
      try {
        listener(updates);
      } catch (error) {
        reportTrouble(this.#options.log, this.dc.id, "other", error);
      }
    }
  }

  /** Asks for a sign of life when there was none for a while: a dead connection may look open. */
  async #keepAlive(): Promise<void> {
    const { clock, timing } = this.#options;
    const signal = this.#closed.signal;
    let quietFor = 0;
    while (!signal.aborted) {
      await clock.sleep(Math.max(1, timing.quietMs - quietFor), signal).catch(() => {});
      quietFor = Math.min(timing.quietMs, clock.now() - this.#sender.lastHeardAt);
      if (signal.aborted || this.#sender.isReconnecting || quietFor < timing.quietMs) continue;
      const ping = this.#sender.enqueue(
        new Api.PingDelayDisconnect({ pingId: randomLong(), disconnectDelay: HANG_UP_AFTER }),
      );
      const late = (): Error => new Error("no sign of life");
      try {
        const limits = { clock, milliseconds: timing.pongMs, signal, late };
        await within(async () => await ping.promise, limits);
      } catch (error) {
        this.#sender.drop(ping, error);
        if (!signal.aborted) this.#sender.reconnect();
      }
      quietFor = 0;
    }
  }
}

function randomLong(): Long {
  return returnBigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER));
}
