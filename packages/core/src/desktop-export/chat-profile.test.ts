import { describe, expect, it } from "vitest";
import { readChatProfile } from "./chat-profile.ts";
import { readPeer } from "./normalise-peer.ts";

describe("the channel of a chat", () => {
  it.each([
    ["public_channel", "channel", -1000000000042, false],
    ["private_channel", "channel", -1000000000042, true],
    ["public_supergroup", "supergroup", -1000000000042, false],
    ["private_supergroup", "supergroup", -1000000000042, true],
    ["private_group", "group", -42, true],
    ["public_group", "group", -42, false],
    ["personal_chat", "private", 42, true],
    ["bot_chat", "private", 42, true],
    ["saved_messages", "private", 42, true],
    ["replies", "private", 42, true],
    ["verification_codes", "private", 42, true],
    [null, "private", 42, null],
    ["constructor", "private", 42, true],
  ])("of type %s is a %s", (type, kind, id, isPrivate) => {
    expect(readChatProfile({ name: "Some name ", type, id: 42 }, false)).toEqual({
      id,
      kind,
      isPrivate,
      title: "Some name",
      username: null,
      isIdFromTelegram: true,
    });
  });

  it.each([
    ["saved_messages", "Saved Messages"],
    ["replies", "Replies"],
    ["verification_codes", "Verification Codes"],
    ["personal_chat", "Deleted Account"],
    ["private_group", "Deleted Group"],
    ["public_channel", "Deleted Channel"],
    ["constructor", "Unnamed chat"],
    [null, "Unnamed chat"],
  ])("without a name, of type %s, is called %s", (type, title) => {
    expect(readChatProfile({ name: null, type, id: 42 }, false)).toMatchObject({ title });
    expect(readChatProfile({ type, id: 42 }, false)).toMatchObject({ title });
  });

  it("keeps large ids, and ids that somebody marked already", () => {
    const idOf = (type: string, id: unknown): unknown => readChatProfile({ type, id }, false);
    expect(idOf("public_channel", 3204528972)).toMatchObject({ id: -1003204528972 });
    expect(idOf("public_channel", -1003204528972)).toMatchObject({ id: -1003204528972 });
    expect(idOf("public_channel", -3204528972)).toMatchObject({ id: -1003204528972 });
    expect(idOf("private_group", -42)).toMatchObject({ id: -42 });
    expect(idOf("private_group", "42")).toMatchObject({ id: -42 });
  });

  it("undoes the shift of peer ids in exports before April 2021, and only there", () => {
    const fields = { type: "private_supergroup", id: 2 ** 33 + 1462651517 };
    expect(readChatProfile(fields, true)).toMatchObject({ id: -1001462651517 });
    expect(readChatProfile({ type: "personal_chat", id: 2 ** 32 + 7 }, true)).toMatchObject({
      id: 7,
    });
    expect(readChatProfile({ type: "personal_chat", id: 2 ** 32 + 7 }, false)).toMatchObject({
      id: 2 ** 32 + 7,
    });
  });

  it.each([undefined, null, 0, 1.5, "x", {}, 2 ** 60, -(10 ** 12) - 5])(
    "cannot be told by the id %s",
    (id) => {
      expect(readChatProfile({ type: "personal_chat", id }, false)).toBeTypeOf("string");
    },
  );
});

describe("peer ids", () => {
  it.each([
    ["user123", 123],
    ["chat123", -123],
    ["channel123", -1000000000123],
    [123, 123],
    ["123", 123],
    [2 ** 32 + 123, 123],
  ])("read %s as %d", (value, id) => {
    expect(readPeer(value)).toBe(id);
  });

  it.each([
    "group123",
    "user",
    "user0",
    "user99999999999999999",
    "constructor1",
    2 ** 33 + 5,
    -5,
    1.5,
    null,
    undefined,
    {},
  ])("leave %s open", (value) => {
    expect(readPeer(value)).toBeNull();
  });
});
