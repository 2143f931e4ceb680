import type { ByteQueue } from "./byte-queue.ts";

/**
 * How packets are cut out of a TCP stream. One object serves one connection.
 *
 * @see https://core.telegram.org/mtproto/mtproto-transports
 */
export interface Framing {
  readonly name: "full" | "abridged" | "intermediate" | "padded intermediate";
  /** Payloads may be followed by up to 15 random bytes. */
  readonly padded: boolean;
  /**
   * The next payload, null until all of it is there.
   *
   * @throws {FramingError} for what no client may send; the stream is lost then.
   */
  read(queue: ByteQueue): Buffer | null;
  /** A payload as it goes to the client. */
  frame(payload: Buffer): Buffer;
  /** A transport error: the code, negative, as the whole payload. */
  frameError(code: number): Buffer;
}

/** A stream that is not what its first bytes promised. */
export class FramingError extends Error {
  override readonly name = "FramingError";
}

/** Larger packets are refused; Telegram's own limit is a little above 1 MiB. */
export const MAX_PACKET = 1 << 21;

/** A negative code as a payload of four bytes. */
export function errorPayload(code: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeInt32LE(-Math.abs(code));
  return payload;
}
