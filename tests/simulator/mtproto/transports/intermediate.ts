import { randomBytes, randomInt } from "node:crypto";
import { errorPayload, type Framing, FramingError, MAX_PACKET } from "./framing.ts";

/** The length in bytes as four bytes; padded: the length counts up to 15 random bytes more. */
export function intermediateFraming(padded: boolean): Framing {
  const frame = (payload: Buffer, padding: Buffer): Buffer => {
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32LE(payload.length + padding.length);
    return Buffer.concat([prefix, payload, padding]);
  };
  const NONE = Buffer.alloc(0);
  return {
    name: padded ? "padded intermediate" : "intermediate",
    padded,
    read(queue) {
      const size = queue.peek(4)?.readUInt32LE(0);
      if (size === undefined) return null;
      if (size > 0x7f_ff_ff_ff) throw new FramingError("Quick acknowledgements are not offered.");
      if (size < 4 || size > MAX_PACKET || (!padded && size % 4 !== 0)) {
        throw new FramingError(`A packet cannot have ${size} bytes.`);
      }
      return queue.take(4 + size)?.subarray(4) ?? null;
    },
    frame: (payload) => frame(payload, padded ? randomBytes(randomInt(16)) : NONE),
    // Its four bytes are how a client knows it, so an error is never padded.
    frameError: (code) => frame(errorPayload(code), NONE),
  };
}
