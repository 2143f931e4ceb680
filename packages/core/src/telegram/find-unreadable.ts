import type { MessageId } from "../domain/ids.ts";
import { Api, BinaryReader } from "./library.ts";

/** A message of an answer that cannot be read. */
export interface Unreadable {
  /** Its place in the answer's list. */
  readonly index: number;
  /** How many messages the answer holds. */
  readonly length: number;
  /** Null when not even its beginning is a message's. */
  readonly id: MessageId | null;
  /** From its first byte to the end of the answer: where it ends cannot be known. */
  readonly bytes: Uint8Array;
}

const VECTOR = 0x1cb5c415;
/** Fields before the list of messages: those with a number are there when that flag is set. */
const HEADS: ReadonlyMap<number, readonly (number | null)[]> = new Map([
  [Api.messages.Messages.CONSTRUCTOR_ID, []],
  [Api.messages.MessagesSlice.CONSTRUCTOR_ID, [null, 0, 2]],
  [Api.messages.ChannelMessages.CONSTRUCTOR_ID, [null, null, 2]],
]);

/**
 * The first message that cannot be read in an answer of messages, as TL; null when the trouble is
 * somewhere else in it.
 */
export function findUnreadable(answer: Buffer): Unreadable | null {
  try {
    const reader = new BinaryReader(answer);
    const head = HEADS.get(reader.readInt(false));
    if (head === undefined) return null;
    if (head.length > 0) {
      const flags = reader.readInt(false);
      for (const flag of head) if (flag === null || (flags & (1 << flag)) !== 0) reader.readInt();
    }
    if (reader.readInt(false) !== VECTOR) return null;
    return firstUnreadable(reader, answer, reader.readInt());
  } catch {
    return null;
  }
}

function firstUnreadable(reader: BinaryReader, answer: Buffer, length: number): Unreadable | null {
  for (let index = 0; index < length; index++) {
    const begin = reader.tellPosition();
    try {
      reader.tgReadObject();
    } catch {
      return { index, length, id: readId(answer, begin), bytes: answer.subarray(begin) };
    }
  }
  return null;
}

function readId(answer: Buffer, begin: number): MessageId | null {
  // message has two words of flags before its id, messageService one.
  const places = new Map<number, number>([
    [Api.Message.CONSTRUCTOR_ID, 12],
    [Api.MessageService.CONSTRUCTOR_ID, 8],
  ]);
  const at = places.get(answer.readUInt32LE(begin));
  return at === undefined ? null : answer.readInt32LE(begin + at);
}
