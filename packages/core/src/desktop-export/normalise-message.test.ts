import { describe, expect, it } from "vitest";
import type { ObservedMessage } from "../domain/message.ts";
import { jsonMessage } from "./export-fixture.ts";
import type { Draft } from "./normalise-message.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { ExportClock } from "./normalise-time.ts";

function draft(fields: object): Draft {
  const record = fields as Record<string, unknown>;
  const result = normaliseMessage(
    record,
    Buffer.from(JSON.stringify(fields)),
    new ExportClock(null),
  );
  if ("reason" in result) throw new Error(result.reason);
  return result;
}

function read(fields: Record<string, unknown>): ObservedMessage {
  return draft(jsonMessage(5, fields)).message;
}

function reasonFor(fields: Record<string, unknown>): unknown {
  return normaliseMessage(fields, Buffer.from("{}"), new ExportClock(null));
}

describe("a message", () => {
  it("is read whole", () => {
    const fields = jsonMessage(5, {
      edited: "2023-03-09T02:00:00",
      edited_unixtime: "1678312800",
      author: "A. L.",
      reply_to_message_id: 3,
      reply_to_peer_id: "channel77",
      forwarded_from: "Elsewhere",
      forwarded_from_id: "channel88",
      text: ["see ", { type: "bold", text: "this" }],
      text_entities: [
        { type: "plain", text: "see " },
        { type: "bold", text: "this" },
      ],
    });
    expect(draft(fields).message).toEqual({
      id: 5,
      postedAt: 1_678_310_461,
      timePrecision: "exact",
      postedAtRaw: null,
      editedAt: 1_678_312_800,
      sender: { id: 1001, name: "Ada" },
      authorSignature: "A. L.",
      text: "see this",
      entities: [{ type: "bold", offset: 4, length: 4 }],
      media: [],
      mediaFiles: [],
      replyToMessageId: 3,
      replyToPeerId: -1000000000077,
      forward: { id: -1000000000088, name: "Elsewhere", messageId: null, postedAt: null },
      albumId: null,
      topicId: null,
      action: null,
      views: null,
      forwards: null,
      reactions: null,
      raw: { json: Buffer.from(JSON.stringify(fields)), source: "desktop_json", layer: null },
    });
  });

  it("may have a deleted author, a nameless origin, or no author", () => {
    expect(read({ from: null }).sender).toEqual({ id: 1001, name: null });
    expect(read({ from: null, from_id: null }).sender).toBeNull();
    expect(read({ forwarded_from: null }).forward).toEqual({
      id: null,
      name: null,
      messageId: null,
      postedAt: null,
    });
    expect(read({}).forward).toBeNull();
  });

  it("keeps the negative id that a basic group's history has in its supergroup", () => {
    expect(
      draft(jsonMessage(-999_999_990, { reply_to_message_id: -999_999_991 })).message,
    ).toMatchObject({ id: -999_999_990, replyToMessageId: -999_999_991 });
  });

  it.each([2 ** 31, -(2 ** 31) - 1, 1.5, "x", "99999999999", {}, null])(
    "cannot be kept with the id %s",
    (id) => {
      expect(reasonFor({ ...jsonMessage(1), id })).toMatchObject({
        reason: expect.stringMatching(/32 bits/),
      });
    },
  );

  it("cannot be kept without an id, or with a text that is none", () => {
    expect(reasonFor({ type: "message" })).toEqual({ messageId: null, reason: "It has no id." });
    expect(reasonFor({ id: 5, text: 7 })).toEqual({
      messageId: "5",
      reason: "Its text is not text.",
    });
    expect(reasonFor({ id: 5, text: ["a", 7] })).toMatchObject({ messageId: "5" });
    expect(reasonFor({ id: 2 ** 31 })).toMatchObject({ messageId: "2147483648" });
  });

  it("that the exporter did not support has an id and no time", () => {
    expect(draft({ id: 9, type: "unsupported" }).message).toMatchObject({
      id: 9,
      postedAt: null,
      timePrecision: "none",
      text: "",
      media: [{ kind: "other", state: "unavailable", data: { unsupported: true } }],
    });
  });

  it("keeps reactions of every kind, also from versions that did not say the kind", () => {
    const reactions = [
      { type: "emoji", count: 3, emoji: "👍", recent: [{ from: "x", from_id: "user1", date: "" }] },
      { type: "custom_emoji", count: 2, document_id: "stickers/a.webp" },
      { type: "paid", count: 50 },
      { count: 1, emoji: "🔥" },
      { type: "emoji", count: -1, emoji: "👎" },
      null,
      7,
    ];
    expect(read({ reactions }).reactions).toEqual([
      { reaction: "👍", count: 3 },
      { reaction: "custom:stickers/a.webp", count: 2 },
      { reaction: "paid", count: 50 },
      { reaction: "🔥", count: 1 },
    ]);
    expect(read({ reactions: {} }).reactions).toBeNull();
  });
});

describe("a service message", () => {
  const service = (fields: Record<string, unknown>): ObservedMessage =>
    read({
      type: "service",
      from: undefined,
      from_id: undefined,
      actor: "Bea",
      actor_id: "user2",
      text: "",
      text_entities: [],
      ...fields,
    });

  it("names its actor and keeps the action with all its fields", () => {
    const message = service({
      action: "invite_members",
      members: ["X", null],
      unheard_of: { a: 1 },
    });
    expect(message.sender).toEqual({ id: 2, name: "Bea" });
    expect(message.action).toEqual({
      type: "invite_members",
      members: ["X", null],
      unheard_of: { a: 1 },
    });
    expect(message.text).toBe("");
  });

  it("of an action nobody knows yet is kept like any other", () => {
    expect(service({ action: "dance", tempo: 120 }).action).toEqual({ type: "dance", tempo: 120 });
  });

  it("without an action keeps Telegram's words", () => {
    const action = { type: "custom_action", information_text: "Something happened" };
    expect(service({ information_text: "Something happened" }).action).toEqual(action);
  });

  it("may have no actor", () => {
    expect(service({ actor: undefined, actor_id: undefined }).sender).toBeNull();
    expect(service({ actor: null, actor_id: "user2" }).sender).toEqual({ id: 2, name: null });
  });

  it("shows a new group photo as media, so that its path is no part of the action", () => {
    const { message, files } = draft(
      jsonMessage(5, {
        type: "service",
        action: "edit_group_photo",
        photo: "photos/p.jpg",
        photo_file_size: 9,
        width: 2,
        height: 3,
      }),
    );
    expect(message.action).toEqual({ type: "edit_group_photo", from: "Ada", from_id: "user1001" });
    expect(message.media).toEqual([
      { kind: "photo", state: "stored", width: 2, height: 3, sizeBytes: 9 },
    ]);
    expect(files).toEqual([{ position: 0, path: "photos/p.jpg" }]);
  });

  it("decodes peers that are JSON inside a string, and takes them as they are otherwise", () => {
    expect(service({ action: "requested_peer", peers: "[\n1,\n2]" }).action).toMatchObject({
      peers: [1, 2],
    });
    expect(service({ action: "requested_peer", peers: [1] }).action).toMatchObject({ peers: [1] });
    expect(service({ action: "requested_peer", peers: "[no" }).action).toMatchObject({
      peers: "[no",
    });
  });

  it("cannot set a prototype", () => {
    const hostile = JSON.parse('{"action":"x","__proto__":{"type":"y"}}');
    const { action } = service(hostile);
    expect(Object.getPrototypeOf(action)).toBe(Object.prototype);
    expect(action).toEqual({ type: "x" });
  });
});
