import { describe, expect, it } from "vitest";
import { jsonChat, jsonMessage, makeExportFolder } from "./export-fixture.ts";
import { findFirstOffset, hasOldPeerIds, readChatsAhead } from "./read-json-ahead.ts";

const CHUNK = 256 * 1024;

describe("looking ahead in a result.json", () => {
  it("finds the first proven offset wherever it lies, across two chunks as well", async () => {
    await using folder = await makeExportFolder();
    const pair = '"date": "2023-03-09T04:00:00",\n   "date_unixtime": "1678327200"';
    for (const before of [0, 1, 20, 30, 45, 60, 75]) {
      const text = `{"messages":[{"text":"${"x".repeat(CHUNK - 22 - before)}",${pair}}]}`;
      const path = await folder.write("result.json", text);
      expect([before, await findFirstOffset(path)]).toEqual([before, 7200]);
    }
  });

  it("finds no offset where none is proven", async () => {
    await using folder = await makeExportFolder();
    const absurd = jsonMessage(1, { date: "2001-01-01T00:00:00" });
    const none = jsonMessage(2, { date_unixtime: undefined });
    expect(
      await findFirstOffset(await folder.write("a.json", jsonChat([absurd, none]))),
    ).toBeNull();
  });

  it("is not taken in by ids and times inside a text", async () => {
    await using folder = await makeExportFolder();
    const text = '"from_id": 5, "date": "2023-03-09T04:00:00", "date_unixtime": "1678327200"';
    const message = { id: 1, date: "x", text };
    const path = await folder.write("a.json", jsonChat([message]));
    expect(await hasOldPeerIds(path)).toBe(false);
    expect(await findFirstOffset(path)).toBeNull();
  });

  it("tells numbered senders from named ones", async () => {
    await using folder = await makeExportFolder();
    const chat = (fields: Record<string, unknown>): string => jsonChat([jsonMessage(1, fields)]);
    expect(await hasOldPeerIds(await folder.write("a", chat({ from_id: 5 })))).toBe(true);
    expect(await hasOldPeerIds(await folder.write("b", chat({ from_id: "user5" })))).toBe(false);
    const service = chat({ from_id: undefined, actor_id: 5 });
    expect(await hasOldPeerIds(await folder.write("c", service))).toBe(true);
  });

  it("collects what each chat says of itself, by its place in the file", async () => {
    await using folder = await makeExportFolder();
    const text = `{"chats":{"list":[{"messages":[],"id":3,"name":"A"},{"id":4,"messages":[]}]},"id":9}`;
    const chats = await readChatsAhead(await folder.write("result.json", text));
    expect([...chats].toSorted(([a], [b]) => a - b)).toEqual([
      [0, { id: 9 }],
      [1, { id: 3, name: "A" }],
      [2, { id: 4 }],
    ]);
  });
});
