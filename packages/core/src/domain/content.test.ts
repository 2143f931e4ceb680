import { describe, expect, it } from "vitest";
import { encodeContent } from "./content.ts";
import type { ObservedMessage } from "./message.ts";

const message: ObservedMessage = {
  id: 1,
  postedAt: 1_700_000_000,
  timePrecision: "exact",
  postedAtRaw: null,
  editedAt: null,
  sender: { id: 5, name: "Ann" },
  authorSignature: null,
  text: "Привет, world",
  entities: [{ type: "bold", offset: 0, length: 6 }],
  media: [
    { kind: "poll", state: "stored", data: { question: "?", answers: [{ text: "a", voters: 1 }] } },
  ],
  mediaFiles: [],
  replyToMessageId: null,
  replyToPeerId: null,
  forward: null,
  albumId: null,
  topicId: null,
  action: null,
  views: 1,
  forwards: null,
  reactions: null,
  raw: { json: Buffer.from("{}"), source: "desktop_json", layer: null },
};

describe("the canonical encoding of a message's content", () => {
  it.each<[string, Partial<ObservedMessage>]>([
    ["views and reactions", { views: 99, reactions: [{ reaction: "👍", count: 2 }] }],
    ["the sender's display name", { sender: { id: 5, name: "Ann Smith" } }],
    ["the edit time alone", { editedAt: 1_700_000_100 }],
    [
      "votes",
      {
        media: [
          {
            kind: "poll",
            state: "stored",
            data: { answers: [{ voters: 7, text: "a" }], question: "?" },
          },
        ],
      },
    ],
    [
      "whether a file is beside the export",
      { media: [{ ...message.media[0]!, state: "not_requested", sizeBytes: 9 }] },
    ],
    [
      "the order of JSON keys and the raw object",
      { raw: { ...message.raw, json: Buffer.from('{"a":1}') } },
    ],
  ])("does not change with %s", (_, change) => {
    expect(encodeContent({ ...message, ...change })).toBe(encodeContent(message));
  });

  it("does not change when an invited user takes another name", () => {
    const invited = (...members: string[]) => ({ action: { type: "invite_members", members } });
    expect(encodeContent({ ...message, ...invited("Ann") })).toBe(
      encodeContent({ ...message, ...invited("Ann Smith") }),
    );
  });

  it("does not change when a source knows the ids of invited users, or who invited", () => {
    const joined = { type: "join_group_by_link", inviter: "Ann" };
    const invited = { type: "invite_members", members: ["Ann"] };
    for (const [action, ids] of [
      [joined, { inviter_id: 5 }],
      [invited, { member_ids: [5] }],
    ] as const) {
      expect(encodeContent({ ...message, action: { ...action, ...ids } })).toBe(
        encodeContent({ ...message, action }),
      );
    }
  });

  it("does not change when Telegram has made the preview of a link", () => {
    const preview = { kind: "web_page", state: "stored", data: { url: "https://a.b" } } as const;
    expect(encodeContent({ ...message, media: [...message.media, preview] })).toBe(
      encodeContent(message),
    );
  });

  it.each<[string, Partial<ObservedMessage>]>([
    ["text", { text: "Привет, world!" }],
    ["formatting", { entities: [] }],
    [
      "a poll's answer",
      {
        media: [
          { kind: "poll", state: "stored", data: { question: "?", answers: [{ text: "b" }] } },
        ],
      },
    ],
    ["an added attachment", { media: [...message.media, { kind: "photo", state: "stored" }] }],
    ["a service action", { action: { type: "pin_message", message_id: 4 } }],
  ])("changes with %s", (_, change) => {
    expect(encodeContent({ ...message, ...change })).not.toBe(encodeContent(message));
  });
});
