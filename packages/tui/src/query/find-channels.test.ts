import { describe, expect, it } from "vitest";
import { findChannels, idName, type KnownChannel, nameOf } from "./find-channels.ts";

const CHANNELS: readonly KnownChannel[] = [
  { id: "C1", title: "News", username: null, telegramId: "-1000000000123" },
  { id: "C2", title: "News", username: null, telegramId: "-1001234567890" },
  { id: "C3", title: "News", username: "news", telegramId: "-1002" },
  { id: "C4", title: "Page, saved", username: null, telegramId: null },
  { id: "C5", title: "Twin", username: null, telegramId: null },
  { id: "C6", title: 'Twin "two"', username: null, telegramId: null },
  { id: "C7", title: "c/123", username: null, telegramId: "999" },
  { id: "C8", title: "Twin", username: null, telegramId: null },
];
const find = (name: string) => findChannels(name, CHANNELS);

describe("the name of a channel", () => {
  it("leads back to that channel, whatever others are called", () => {
    for (const channel of CHANNELS) {
      const name = nameOf(channel, CHANNELS).replace(/^"(.*)"$/, "$1");
      expect([name, find(name)]).toEqual([name, { ok: true, ids: [channel.id] }]);
    }
    expect(CHANNELS.map((channel) => nameOf(channel, CHANNELS))).toEqual([
      "c/123",
      "c/1234567890",
      "@news",
      '"Page, saved"',
      "C5",
      "C6",
      "999",
      "C8",
    ]);
  });

  it("may be its marked id, and no title can stand in for an id", () => {
    expect(find("-1001234567890,999")).toEqual({ ok: true, ids: ["C2", "C7"] });
    expect(find("c/123")).toEqual({ ok: true, ids: ["C1"] });
  });

  it("that means several lists them by names that work", () => {
    expect(find("twin")).toEqual({ ok: false, message: "2 channels match twin: C5, C8" });
    expect(find("News")).toEqual({
      ok: false,
      message: "3 channels match News: c/123, c/1234567890, @news",
    });
  });

  it("is Telegram's bare number for channels only", () => {
    expect(["-1000000000123", "-123", "123"].map(idName)).toEqual(["c/123", "-123", "123"]);
  });
});
