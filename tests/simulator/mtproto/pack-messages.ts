import type { OutgoingMessage } from "./outgoing-message.ts";
import { MSG_CONTAINER } from "./protocol-schema.ts";

const MAX_MESSAGES = 100;
const MAX_BYTES = 1 << 20;
const OVERHEAD = 16;

/** The messages as packets: alone, or several in a msg_container that `number` makes a message. */
export function packMessages(
  messages: readonly OutgoingMessage[],
  number: (body: Buffer) => OutgoingMessage,
): OutgoingMessage[] {
  const groups: OutgoingMessage[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    size += message.body.length + OVERHEAD;
    const last = groups.at(-1);
    if (last && last.length < MAX_MESSAGES && size <= MAX_BYTES) {
      last.push(message);
      continue;
    }
    groups.push([message]);
    size = message.body.length + OVERHEAD;
  }
  return groups.map((group) => (group.length === 1 ? group[0]! : number(containerOf(group))));
}

function containerOf(messages: readonly OutgoingMessage[]): Buffer {
  const total = messages.reduce((sum, { body }) => sum + body.length + OVERHEAD, 8);
  const container = Buffer.allocUnsafe(total);
  container.writeUInt32LE(MSG_CONTAINER, 0);
  container.writeInt32LE(messages.length, 4);
  let at = 8;
  for (const { messageId, seqNo, body } of messages) {
    container.writeBigInt64LE(messageId, at);
    container.writeInt32LE(seqNo, at + 8);
    container.writeInt32LE(body.length, at + 12);
    container.set(body, at + OVERHEAD);
    at += OVERHEAD + body.length;
  }
  return container;
}
