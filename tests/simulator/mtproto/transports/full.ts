import { crc32 } from "node:zlib";
import { errorPayload, type Framing, FramingError, MAX_PACKET } from "./framing.ts";

/** Length, sequence number, payload, CRC-32. Both sides number their packets from 0. */
export function fullFraming(): Framing {
  let received = 0;
  let sent = 0;
  const frame = (payload: Buffer): Buffer => {
    const packet = Buffer.allocUnsafe(payload.length + 12);
    packet.writeInt32LE(packet.length, 0);
    packet.writeInt32LE(sent, 4);
    sent += 1;
    packet.set(payload, 8);
    packet.writeUInt32LE(crc32(packet.subarray(0, -4)), packet.length - 4);
    return packet;
  };
  return {
    name: "full",
    padded: false,
    read(queue) {
      const size = queue.peek(4)?.readInt32LE(0);
      if (size === undefined) return null;
      if (size < 12 || size % 4 !== 0 || size > MAX_PACKET) {
        throw new FramingError(`A packet cannot have ${size} bytes.`);
      }
      const packet = queue.take(size);
      if (packet === null) return null;
      if (packet.readUInt32LE(size - 4) !== crc32(packet.subarray(0, -4))) {
        throw new FramingError("The CRC-32 is wrong.");
      }
      const number = packet.readInt32LE(4);
      if (number !== received) throw new FramingError(`Packet ${number} came for ${received}.`);
      received += 1;
      return packet.subarray(8, -4);
    },
    frame,
    frameError: (code) => frame(errorPayload(code)),
  };
}
