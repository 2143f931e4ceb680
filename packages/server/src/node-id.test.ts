import { InvalidInput } from "@telekeep/core";
import { describe, expect, it } from "vitest";
import {
  channelKey,
  decodeNodeId,
  encodeNodeId,
  formatMessageKey,
  formatRevisionKey,
  jobKey,
  keyOfType,
  messageKey,
  revisionKey,
} from "./node-id.ts";

describe("opaque ids", () => {
  it("come back as what they were made from", () => {
    const message = { channelId: -1001234567890n, id: -5 };
    const id = encodeNodeId("Message", formatMessageKey(message));
    expect(id).toMatch(/^[\w-]+$/);
    expect(messageKey(keyOfType(id, "Message"))).toEqual(message);
    const revision = { ...message, contentHash: "ab".repeat(32), seenAt: 1_700_000_000_123 };
    expect(revisionKey(formatRevisionKey(revision))).toEqual(revision);
  });

  it("are refused when this server cannot have made them", () => {
    for (const id of [
      "",
      "x",
      "!!!!",
      encodeNodeId("Secret", "1"),
      `${encodeNodeId("Job", "1")}=`,
      "a".repeat(500),
    ]) {
      expect(() => decodeNodeId(id), id).toThrow(InvalidInput);
    }
    expect(() => keyOfType(encodeNodeId("Job", "1"), "Message")).toThrow(/takes a Message/);
  });

  it("hold keys that their tables can hold", () => {
    for (const key of ["1", "1.2147483648", "x.1", "1.1.1", "9999999999999999999.1"]) {
      expect(() => messageKey(key), key).toThrow(InvalidInput);
    }
    expect(() => channelKey("9223372036854775808")).toThrow(InvalidInput);
    expect(() => jobKey("not-a-uuid")).toThrow(InvalidInput);
    expect(() => revisionKey("1.1.abc.1")).toThrow(InvalidInput);
  });
});
