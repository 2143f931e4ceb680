import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { abridgedFraming } from "../mtproto/transports/abridged.ts";
import { ByteQueue } from "../mtproto/transports/byte-queue.ts";
import type { Framing } from "../mtproto/transports/framing.ts";
import { fullFraming } from "../mtproto/transports/full.ts";
import { intermediateFraming } from "../mtproto/transports/intermediate.ts";

export type TransportName = "full" | "abridged" | "intermediate" | "padded intermediate";

export interface RawStreamOptions {
  readonly port: number;
  readonly transport?: TransportName;
  readonly obfuscated?: boolean;
  /** A proxy's secret; implies obfuscated. */
  readonly secret?: string;
  /** The DC to name in the obfuscated header. */
  readonly dcId?: number;
}

const FRAMINGS: Record<TransportName, { make: () => Framing; tag: string }> = {
  full: { make: fullFraming, tag: "" },
  abridged: { make: abridgedFraming, tag: "ef" },
  intermediate: { make: () => intermediateFraming(false), tag: "eeeeeeee" },
  "padded intermediate": { make: () => intermediateFraming(true), tag: "dddddddd" },
};

/** A client's side of one TCP connection: payloads out, payloads in, one at a time. */
export class RawStream {
  readonly socket: Socket;
  /** Fulfilled when the connection is over, however that came. */
  readonly closed: Promise<void>;
  readonly #framing: Framing;
  readonly #queue = new ByteQueue();
  readonly #encrypt: (bytes: Buffer) => Buffer;
  #waiting: ((payload: Buffer | null) => void)[] = [];
  #payloads: Buffer[] = [];
  #isClosed = false;

  constructor(options: RawStreamOptions) {
    const { make, tag } = FRAMINGS[options.transport ?? "full"];
    const hides = options.obfuscated || options.secret !== undefined;
    const cover = hides ? obfuscate(tag, options) : null;
    this.#framing = make();
    this.#encrypt = cover?.encrypt ?? ((bytes) => bytes);
    this.socket = connect(options.port, "127.0.0.1").setNoDelay(true);
    this.socket.write(cover?.header ?? Buffer.from(tag, "hex"));
    this.socket.on("data", (chunk) => this.#receive(cover?.decrypt(chunk) ?? chunk));
    this.socket.on("error", () => {});
    const closed = Promise.withResolvers<void>();
    this.closed = closed.promise;
    this.socket.on("close", () => {
      this.#isClosed = true;
      for (const wake of this.#waiting) wake(null);
      closed.resolve();
    });
  }

  send(payload: Buffer): void {
    this.sendBytes(this.#framing.frame(payload));
  }

  /** Bytes that need not be a frame. */
  sendBytes(bytes: Buffer): void {
    this.socket.write(this.#encrypt(bytes));
  }

  /** The next payload; null when the connection ended before there was one. */
  async receive(): Promise<Buffer | null> {
    const ready = this.#payloads.shift();
    if (ready || this.#isClosed) return ready ?? null;
    return await new Promise((resolve) => this.#waiting.push(resolve));
  }

  #receive(chunk: Buffer): void {
    this.#queue.push(chunk);
    for (;;) {
      const payload = this.#framing.read(this.#queue);
      if (payload === null) return;
      const wake = this.#waiting.shift();
      if (wake) wake(payload);
      else this.#payloads.push(payload);
    }
  }
}

function obfuscate(tag: string, { secret, dcId = 2 }: RawStreamOptions) {
  const header = randomBytes(64);
  header[0] = 0x11; // Nothing a plain transport begins with.
  header.write(tag.padEnd(8, tag), 56, "hex");
  header.writeInt16LE(dcId, 60);
  const reversed = Buffer.from(header.subarray(8, 56)).reverse();
  const keyOf = (key: Buffer) =>
    secret === undefined
      ? key
      : createHash("sha256").update(key).update(Buffer.from(secret, "hex")).digest();
  const middle = header.subarray(8, 56);
  const out = createCipheriv("aes-256-ctr", keyOf(middle.subarray(0, 32)), middle.subarray(32));
  const back = createDecipheriv(
    "aes-256-ctr",
    keyOf(reversed.subarray(0, 32)),
    reversed.subarray(32),
  );
  const sealed = out.update(header);
  return {
    header: Buffer.concat([header.subarray(0, 56), sealed.subarray(56)]),
    encrypt: (bytes: Buffer) => out.update(bytes),
    decrypt: (bytes: Buffer) => back.update(bytes),
  };
}
