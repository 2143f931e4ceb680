import type { Socket } from "node:net";
import type { ConnectionState } from "./contract.ts";
import { type Envelope, sealEnvelope } from "./message-crypto.ts";
import type { RunningCall } from "./running-call.ts";
import { Wire } from "./transports/wire.ts";

export interface ConnectionOptions {
  readonly id: number;
  readonly socket: Socket;
  /** null on the proxy's port. */
  readonly dcId: number | null;
  /** The proxy's secret, null on a DC's own port. */
  readonly secret: Buffer | null;
  readonly onPayload: (connection: Connection, payload: Buffer) => void;
  /** The stream is broken; the connection was ended. */
  readonly onBroken: (connection: Connection, error: Error) => void;
  readonly onClose: (connection: Connection) => void;
}

/** One TCP connection: payloads in, payloads out, and the ways it can fail. */
export class Connection {
  readonly id: number;
  authKeyId: bigint | null = null;
  sessionId: bigint | null = null;
  /** Calls that came here and are not answered yet. */
  readonly calls = new Set<RunningCall>();
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  readonly #wire: Wire;
  #state: "open" | "frozen" | "ending" | "closed" = "open";
  #deadline: NodeJS.Timeout | null = null;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#socket = options.socket;
    this.#wire = new Wire(options.secret);
    this.#socket.setNoDelay(true);
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    // A client that resets is no event of interest beyond its close.
    this.#socket.on("error", () => {});
    this.#socket.on("drain", () => this.#state === "open" && this.#socket.resume());
    this.#socket.on("close", () => this.#closed());
  }

  /** Bytes written now will be sent. */
  get isUsable(): boolean {
    return this.#state === "open";
  }

  /** Neither closed nor about to be. */
  get isOpen(): boolean {
    return this.#state === "open" || this.#state === "frozen";
  }

  /** The DC this connection is for; null on the proxy's port until the client named one. */
  get dcId(): number | null {
    const named = this.#wire.namedDc;
    if (this.#options.dcId !== null || named === null) return this.#options.dcId;
    return Math.abs(named) % 10_000;
  }

  /** Its payloads may be followed by up to 15 random bytes. */
  get isPadded(): boolean {
    return this.#wire.padded;
  }

  get state(): ConnectionState {
    const { id: connectionId, dcId, authKeyId, sessionId } = this;
    const halfOpen = this.#state === "frozen";
    return { connectionId, dcId, transport: this.#wire.transport, authKeyId, sessionId, halfOpen };
  }

  send(payload: Buffer, how: "whole" | "half" = "whole"): void {
    if (!this.isUsable) return;
    const bytes = this.#wire.frame(payload);
    if (how === "half") {
      this.#socket.write(bytes.subarray(0, bytes.length >> 1));
      this.end();
    } else if (!this.#socket.write(bytes)) {
      this.#socket.pause(); // A client that does not read is not read either.
    }
  }

  sendSealed(authKey: Buffer, envelope: Envelope, how: "whole" | "half" = "whole"): void {
    if (this.isUsable) this.send(sealEnvelope(authKey, "server", envelope), how);
  }

  /** A transport error. The connection stays open: hanging up is the client's part. */
  sendError(code: number): void {
    if (this.isUsable) this.#socket.write(this.#wire.frameError(code));
  }

  /** Ends the connection unless this is called again within so many seconds. */
  endAfter(seconds: number): void {
    if (this.#deadline) clearTimeout(this.#deadline);
    const milliseconds = Math.min(Math.max(seconds, 0) * 1000, 2 ** 31 - 1);
    this.#deadline = setTimeout(() => this.end(), milliseconds).unref();
  }

  /** Closes after what was written has gone out. */
  end(): void {
    if (!this.isUsable) return;
    this.#state = "ending";
    this.#socket.destroySoon();
  }

  /** Breaks off at once: the client sees a reset. */
  reset(): void {
    if (this.#state !== "closed") this.#socket.resetAndDestroy();
  }

  /** From now on the client hears nothing and nothing it says is heard; only its end is noticed. */
  freeze(): void {
    if (!this.isUsable) return;
    this.#state = "frozen";
    this.#socket.resume();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const payload of this.#wire.receive(chunk)) {
        if (!this.isUsable) return;
        this.#options.onPayload(this, payload);
      }
    } catch (error) {
      this.end();
      this.#options.onBroken(this, error as Error);
    }
  }

  #closed(): void {
    this.#state = "closed";
    if (this.#deadline) clearTimeout(this.#deadline);
    for (const call of this.calls) call.abort();
    this.#options.onClose(this);
  }
}
