import { describe, expect, it } from "vitest";
import { serviceWords } from "./action-words.ts";

describe("a service message", () => {
  it.each([
    [{ type: "pin_message", message_id: 3 }, "pinned message 3"],
    [
      { type: "create_group", title: "Us", members: ["Ada", "Bea"] },
      'created the group "Us" Ada, Bea',
    ],
    [{ type: "invite_members", members: ["Ada", null] }, "invited Ada"],
    [{ type: "edit_group_title", title: "We\u202e" }, 'changed the title to "We"'],
    [{ type: "html_service", text: "Ada pinned this" }, "Ada pinned this"],
    [{ type: "custom_action", information_text: "Bea boosted" }, "Bea boosted"],
    [{ type: "set_chat_theme", emoticon: "x" }, 'set chat theme {"emoticon":"x"}'],
    [{ type: "constructor" }, "constructor"],
    [null, "service message"],
  ])("%j is put in words", (action, words) => {
    expect(serviceWords(action)).toBe(words);
  });

  it("says how long a call was and how it ended", () => {
    expect(serviceWords({ type: "phone_call", duration: 61, discard_reason: "hangup" })).toBe(
      "call, 1 m 1 s (hangup)",
    );
  });
});
