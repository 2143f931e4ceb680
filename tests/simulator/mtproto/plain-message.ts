/** An unencrypted message; only the key exchange uses them. */
export interface PlainMessage {
  readonly messageId: bigint;
  readonly body: Buffer;
}

/** Bytes that begin with auth key id 0 and are no plain message. */
export class PlainMessageError extends Error {
  override readonly name = "PlainMessageError";
}

const HEADER = 20;

/** @throws {PlainMessageError} */
export function openPlainMessage(packet: Buffer, padded: boolean): PlainMessage {
  if (packet.length < HEADER + 4) throw new PlainMessageError("The packet is too short.");
  const messageId = packet.readBigInt64LE(8);
  const size = packet.readInt32LE(16);
  const rest = packet.length - HEADER - size;
  if (size < 4 || size % 4 !== 0 || rest < 0 || rest > (padded ? 15 : 0)) {
    throw new PlainMessageError(`A packet of ${packet.length} bytes cannot hold ${size}.`);
  }
  return { messageId, body: packet.subarray(HEADER, HEADER + size) };
}

export function sealPlainMessage({ messageId, body }: PlainMessage): Buffer {
  const head = Buffer.alloc(HEADER);
  head.writeBigInt64LE(messageId, 8);
  head.writeInt32LE(body.length, 16);
  return Buffer.concat([head, body]);
}
