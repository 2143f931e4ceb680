import { gunzipSync } from "node:zlib";
import { ByteReader } from "../tl/byte-reader.ts";
import { TlDecodeError } from "../tl/errors.ts";
import { GZIP_PACKED, MSG_CONTAINER } from "./protocol-schema.ts";

/** One message, on its own or out of a container. */
export interface IncomingMessage {
  readonly messageId: bigint;
  readonly seqNo: number;
  /** Not gzipped any more. */
  readonly body: Buffer;
}

/** A container that must not be (bad_msg_notification 64), or bytes that are no message. */
export class ContainerError extends Error {
  override readonly name = "ContainerError";
}

const MAX_UNPACKED = 10 << 20;
const MAX_MESSAGES = 1024;

/** The constructor a message begins with. */
export const idOf = (body: Buffer) => (body.length < 4 ? 0 : body.readUInt32LE(0));

/**
 * The messages of a packet: those of its container, or the one it is.
 *
 * @throws {ContainerError}
 */
export function unpackMessages(outer: IncomingMessage): IncomingMessage[] {
  if (idOf(outer.body) !== MSG_CONTAINER) return [unzipped(outer)];
  const reader = new ByteReader(outer.body);
  try {
    reader.id();
    const count = reader.int();
    if (count < 1 || count > MAX_MESSAGES) throw new ContainerError(`It holds ${count} messages.`);
    const messages = Array.from({ length: count }, () => readInner(reader, outer.messageId));
    if (reader.remaining > 0) throw new ContainerError(`${reader.remaining} bytes follow it.`);
    return messages;
  } catch (error) {
    if (error instanceof TlDecodeError) throw new ContainerError(error.message);
    throw error;
  }
}

function readInner(reader: ByteReader, containerId: bigint): IncomingMessage {
  const messageId = reader.long();
  const seqNo = reader.int();
  const size = reader.int();
  if (size < 4 || size % 4 !== 0) throw new ContainerError(`A message in it has ${size} bytes.`);
  const body = reader.raw(size);
  if (idOf(body) === MSG_CONTAINER) throw new ContainerError("There is a container in it.");
  if (messageId >= containerId) throw new ContainerError("It is older than a message in it.");
  if ((messageId & 3n) !== 0n) throw new ContainerError("A message in it has an odd id.");
  return unzipped({ messageId, seqNo, body });
}

function unzipped(message: IncomingMessage): IncomingMessage {
  if (idOf(message.body) !== GZIP_PACKED) return message;
  return { ...message, body: unzip(message.body) };
}

/** The content of a gzip_packed. @throws {ContainerError} */
export function unzip(bytes: Buffer): Buffer {
  const reader = new ByteReader(bytes);
  reader.id();
  try {
    return gunzipSync(reader.bytes(), { maxOutputLength: MAX_UNPACKED });
  } catch (error) {
    throw new ContainerError(`It is not gzip: ${(error as Error).message}`);
  }
}
