import { describe, expect, it } from "vitest";
import { parseChannelReference } from "./channel-reference.ts";
import { InvalidInput } from "./errors.ts";

describe("a channel's reference", () => {
  it.each([
    ["@durov", { type: "username", username: "durov" }],
    ["durov", { type: "username", username: "durov" }],
    ["  t.me/durov ", { type: "username", username: "durov" }],
    ["https://t.me/durov/123?single", { type: "username", username: "durov" }],
    ["https://t.me/s/durov", { type: "username", username: "durov" }],
    ["http://telegram.me/durov#x", { type: "username", username: "durov" }],
    ["@four", { type: "username", username: "four" }],
    ["https://t.me/+AbCdEf-012345_6", { type: "invite", hash: "AbCdEf-012345_6" }],
    ["t.me/joinchat/AAAAAEabcdefghijkl", { type: "invite", hash: "AAAAAEabcdefghijkl" }],
    ["https://t.me/c/1234567890/55", { type: "id", id: -1_001_234_567_890 }],
    ["-1001234567890", { type: "id", id: -1_001_234_567_890 }],
    ["-4005", { type: "id", id: -4005 }],
  ])("%s is understood", (text, expected) => {
    expect(parseChannelReference(text)).toEqual(expected);
  });

  it.each([
    "",
    "@",
    "0",
    "@1abc",
    "a b c d",
    "t.me/",
    "t.me/+short",
    "t.me/joinchat/",
    "t.me/share/url",
    "t.me/c/x",
    "t.me/c/0",
    "https://example.org/durov",
    "\u202edurov",
    `@${"a".repeat(33)}`,
  ])("%j is refused in one sentence that says what to write", (text) => {
    expect(() => parseChannelReference(text)).toThrow(InvalidInput);
    expect(() => parseChannelReference(text)).toThrow(/write @name/);
  });
});
