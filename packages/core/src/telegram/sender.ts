import { setImmediate as nextTurn } from "node:timers/promises";
import { SourceUnavailable } from "../domain/source-failures.ts";
import type { Clock } from "../ports/clock.ts";
import type { Arrival, AuthKey, Connection, RpcAnswer, Sending } from "./library.ts";
import {
  Api,
  BinaryReader,
  SenderBase,
  silentLogger,
  TypeNotFoundError,
  toSending,
} from "./library.ts";
import type { Trouble } from "./report-trouble.ts";
import { AuthKeyLost, RpcFailure, UnreadableAnswer } from "./rpc-failure.ts";

export interface SenderOptions {
  readonly dcId: number;
  readonly authKey: AuthKey | undefined;
  /** A new connection for every attempt: the library's cannot be used twice. */
  readonly createConnection: () => Connection;
  /** What a new connection begins with: the layer and the client's name. */
  readonly createGreeting: () => Api.AnyRequest;
  readonly clock: Clock;
  /** Pauses before the first, second, … attempt to connect again; the last one for all others. */
  readonly reconnectMs: readonly number[];
  readonly onUpdates: (updates: Api.TypeUpdates) => void;
  /** What goes wrong while nobody waits for it. */
  readonly onTrouble: (event: Trouble, error: unknown) => void;
  /** Telegram does not know the key; nothing more will come of this sender. */
  readonly onKeyLost: () => void;
}

/** Failing to agree on a key is no rarity: the library gets one in 256 wrong. */
const FIRST_ATTEMPTS = 5;

/**
 * The library's sender with its life taken over. The library encrypts, frames, numbers and parses;
 * when to connect, to connect again and to give up is decided here, because its own ways lose
 * requests, wait for ever and cannot be stopped. docs/decisions/telegram-client.md tells what each
 * override is for.
 */
export class Sender extends SenderBase {
  readonly #options: SenderOptions;
  readonly #closing = new AbortController();
  #reconnecting: Promise<void> | null = null;
  #lostInARow = 0;
  #lastHeardAt: number;

  constructor(options: SenderOptions) {
    const { authKey, dcId, onTrouble } = options;
    super(authKey, {
      logger: silentLogger,
      dcId,
      retries: 1,
      reconnectRetries: Number.POSITIVE_INFINITY,
      isMainSender: true,
      securityChecks: true,
      client: { _errorHandler: async (error: unknown) => onTrouble("other", error) },
    });
    this.#options = options;
    this.#lastHeardAt = options.clock.now();
  }

  /** When something arrived the last time; milliseconds by the clock. */
  get lastHeardAt(): number {
    return this.#lastHeardAt;
  }

  /**
   * Connects for the first time. A few failures are tried again; the last one is thrown, and the
   * signal's reason when it aborts. The caller closes the sender then.
   */
  async open(signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#dial();
      } catch (error) {
        ended.throwIfAborted();
        if (error instanceof AuthKeyLost || attempt === FIRST_ATTEMPTS) throw error;
        this.#options.onTrouble("dial", error);
        await this.#options.clock.sleep(this.#options.reconnectMs[0] ?? 0, ended);
      }
    }
  }

  /** Queues a request; it stays queued through lost connections until it is settled or dropped. */
  enqueue(request: Api.AnyRequest): Sending {
    const sending = toSending(request);
    if (this.#closing.signal.aborted) sending.reject(this.#closing.signal.reason);
    else this._sendQueue.append(sending);
    return sending;
  }

  /** Fails a request and forgets it wherever it is: otherwise it would be sent again and again. */
  drop(sending: Sending, reason: unknown): void {
    sending.reject(reason);
    const queue = this._sendQueue;
    queue._queue = queue._queue.filter((queued) => queued !== sending);
    if (sending.msgId !== undefined) this._pendingState.delete(sending.msgId);
  }

  /** Ends everything: connections, loops, attempts to connect, and requests with the reason. */
  async close(reason: Error): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(reason);
    this.userDisconnected = true;
    for (const sending of new Set(this._sendQueue._pendingStates)) this.drop(sending, reason);
    await this.#reconnecting;
    await this.#hangUp();
  }

  /** The connection is not to be trusted any more: replaces it, and sends again what is open. */
  override reconnect(): void {
    if (this.#reconnecting !== null || this.#closing.signal.aborted) return;
    this.isReconnecting = true;
    this.#reconnecting = this.#connectAgain().finally(() => {
      this.#reconnecting = null;
    });
  }

  async #connectAgain(): Promise<void> {
    const { clock, onTrouble, createGreeting, reconnectMs } = this.#options;
    onTrouble("lost", null);
    await this.#hangUp();
    // All that has not settled, also what was taken from the queue and never written.
    const open = new Set(this._sendQueue._pendingStates);
    this._sendQueue._pendingStates = [];
    this._sendQueue._queue = [];
    this._pendingState.clear();
    this._pendingAck.clear();
    this._lastAcks.length = 0;
    this._state.reset();
    for (const sending of open) this._sendQueue.append(sending);
    this._sendQueue.append(toSending(createGreeting()), false, true);

    while (!this.#closing.signal.aborted) {
      const pause = reconnectMs[Math.min(this.#lostInARow++, reconnectMs.length - 1)] ?? 0;
      try {
        await clock.sleep(pause, this.#closing.signal);
        await this.#dial();
        onTrouble("back", null);
        return;
      } catch (error) {
        if (!this.#closing.signal.aborted) onTrouble("dial", error);
      }
    }
  }

  async #dial(): Promise<void> {
    this.userDisconnected = false;
    this._connection = this.#options.createConnection();
    const { socket } = this._connection;
    const stop = (): void => void socket.close();
    this.#closing.signal.addEventListener("abort", stop, { once: true });
    try {
      this.#closing.signal.throwIfAborted();
      await this._connect();
      this.#closing.signal.throwIfAborted();
    } catch (error) {
      await this.#hangUp();
      throw error;
    } finally {
      this.#closing.signal.removeEventListener("abort", stop);
    }
    this.#lastHeardAt = this.#options.clock.now();
  }

  /** Ends the connection and waits for both loops, so that none takes from the queue any more. */
  async #hangUp(): Promise<void> {
    this._userConnected = false;
    await this._connection?.disconnect();
    await this._connection?.socket.close();
    const written = this._connection?._sendArray as
      | { resolvePush(value: boolean): void }
      | undefined;
    while (this._sendLoopHandle != null || this._recvLoopHandle != null) {
      // Either of these is what the sending loop may be waiting for.
      this._sendQueue.append(undefined);
      written?.resolvePush(true);
      await nextTurn();
    }
  }

  override async _processMessage(message: Arrival): Promise<void> {
    this.#lastHeardAt = this.#options.clock.now();
    this.#lostInARow = 0;
    await super._processMessage(message);
  }

  /** One message that cannot be handled must not take the rest of its container along. */
  override async _handleContainer(
    message: Arrival<{ readonly messages: readonly Arrival[] }>,
  ): Promise<void> {
    for (const inner of message.obj.messages) {
      try {
        await this._processMessage(inner);
      } catch (error) {
        this.#options.onTrouble("other", error);
      }
    }
  }

  /** Never throws: the library's own stops reading the container at every error that is answered. */
  override _handleRPCResult({ obj: { reqMsgId, body, error } }: Arrival<RpcAnswer>): void {
    const sending = this._pendingState.getAndDelete(reqMsgId);
    // Answered too late, or twice.
    if (sending === undefined) return;
    if (error !== undefined) {
      sending.reject(new RpcFailure(error.errorCode, error.errorMessage));
      return;
    }
    const bytes = body ?? Buffer.alloc(0);
    const request = sending.request as unknown as { readResult(reader: BinaryReader): unknown };
    try {
      sending.resolve(request.readResult(new BinaryReader(bytes)));
    } catch (error) {
      sending.reject(new UnreadableAnswer(bytes, whatIsUnreadable(error)));
    }
  }

  override async _handleUpdate({ obj }: Arrival): Promise<void> {
    const { SUBCLASS_OF_ID } = obj as { SUBCLASS_OF_ID?: number };
    if (SUBCLASS_OF_ID === Api.UpdateShort.SUBCLASS_OF_ID) {
      this.#options.onUpdates(obj as Api.TypeUpdates);
    }
  }

  /** Asked what became of messages, the library's own would throw; Telegram does without. */
  override async _handleStateForgotten(): Promise<void> {}

  /** The library would try the same key again every few seconds, and every request would wait. */
  override _handleBadAuthKey(): void {
    this.#options.onKeyLost();
    void this.close(new AuthKeyLost());
  }
}

/** The library's own words hold the bytes themselves. */
function whatIsUnreadable(error: unknown): string {
  if (!(error instanceof TypeNotFoundError)) return "its fields do not fit";
  return `unknown constructor 0x${error.invalidConstructorId.toString(16)}`;
}

/** What requests fail with that a closed connection leaves behind. */
export function connectionClosed(): SourceUnavailable {
  return new SourceUnavailable("The connection to Telegram was closed.");
}
