import { describe, expect, test } from "vitest";
import type { OutgoingMessage } from "./outgoing-message.ts";
import { packMessages } from "./pack-messages.ts";
import { unpackMessages } from "./unpack-messages.ts";

const messageOf = (index: number, size: number): OutgoingMessage => ({
  messageId: BigInt(4 * index),
  seqNo: 2 * index + 1,
  body: Buffer.alloc(size, index),
  contentRelated: true,
  requestId: null,
});

const number = (body: Buffer): OutgoingMessage => ({ ...messageOf(10_000, 4), body });

describe("messages that go out together", () => {
  test("are one container, or none for a single one", () => {
    const [first, second] = [messageOf(1, 40), messageOf(2, 8)];
    expect(packMessages([], number)).toEqual([]);
    expect(packMessages([first], number)).toEqual([first]);
    const [container, ...more] = packMessages([first, second], number);
    expect(more).toEqual([]);
    const inside = unpackMessages(container!);
    const sent = [first, second].map(({ messageId, seqNo, body }) => ({ messageId, seqNo, body }));
    expect(inside).toEqual(sent);
  });

  test("are several containers when they are many or large", () => {
    const many = Array.from({ length: 250 }, (_, index) => messageOf(index, 4));
    const sizes = packMessages(many, number).map((packet) => unpackMessages(packet).length);
    expect(sizes).toEqual([100, 100, 50]);
    const large = [1, 2, 3].map((index) => messageOf(index, 500_000));
    const packets = packMessages(large, number);
    expect(unpackMessages(packets[0]!)).toHaveLength(2);
    expect(packets[1]).toBe(large[2]);
  });
});
