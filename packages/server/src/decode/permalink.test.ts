import { describe, expect, it } from "vitest";
import { parsePermalink, permalinkOf } from "./permalink.ts";

const channel = { id: -1001234567890n, kind: "channel", username: null, isIdFromTelegram: true };

describe("permalinks", () => {
  it("are Telegram's own", () => {
    expect(permalinkOf({ ...channel, username: "durov" }, 5)).toBe("https://t.me/durov/5");
    expect(permalinkOf(channel, 5)).toBe("https://t.me/c/1234567890/5");
  });

  it.each([
    ["groups", { ...channel, kind: "group", id: -5n }, 5],
    ["private chats", { ...channel, kind: "private", id: 5n, username: "ann" }, 5],
    ["ids that we derived ourselves", { ...channel, isIdFromTelegram: false }, 5],
    ["messages from before the supergroup", channel, -999_999_995],
    ["usernames that are none", { ...channel, username: "a/../b", isIdFromTelegram: false }, 5],
  ])("are not made up for %s", (_what, given, id) => {
    expect(permalinkOf(given, id)).toBeNull();
  });

  it("are read in all their forms", () => {
    for (const link of [
      "https://t.me/durov/5",
      "t.me/durov/5?single",
      "https://t.me/s/durov/5",
      "http://telegram.me/durov/1/5",
    ]) {
      expect(parsePermalink(link), link).toEqual({ channel: { username: "durov" }, messageId: 5 });
    }
    expect(parsePermalink("https://t.me/c/1234567890/77/5")).toEqual({
      channel: { id: -1001234567890n },
      messageId: 5,
    });
  });

  it("are nothing else", () => {
    for (const link of [
      "",
      "https://t.me/durov",
      "https://evil.example/t.me/durov/5",
      "t.me/durov/99999999999",
      "t.me/c/0/5",
      "javascript:t.me/a/5",
    ]) {
      expect(parsePermalink(link), link).toBeNull();
    }
  });
});
