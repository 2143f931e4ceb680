import { errorPayload, type Framing, FramingError, MAX_PACKET } from "./framing.ts";

/** The length in words: one byte, or 0x7f and three bytes. */
export function abridgedFraming(): Framing {
  const frame = (payload: Buffer): Buffer => {
    const words = payload.length >> 2;
    const prefix = words < 0x7f ? Buffer.of(words) : Buffer.alloc(4, 0x7f);
    if (words >= 0x7f) prefix.writeUIntLE(words, 1, 3);
    return Buffer.concat([prefix, payload]);
  };
  return {
    name: "abridged",
    padded: false,
    read(queue) {
      const first = queue.peek(1)?.[0];
      if (first === undefined) return null;
      if (first > 0x7f) throw new FramingError("Quick acknowledgements are not offered.");
      const prefix = first < 0x7f ? 1 : 4;
      const head = queue.peek(prefix);
      if (head === null) return null;
      const size = 4 * (prefix === 1 ? first : head.readUIntLE(1, 3));
      if (size === 0 || size > MAX_PACKET) {
        throw new FramingError(`A packet cannot have ${size} bytes.`);
      }
      return queue.take(prefix + size)?.subarray(prefix) ?? null;
    },
    frame,
    frameError: (code) => frame(errorPayload(code)),
  };
}
