import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ImportRejected } from "../domain/errors.ts";
import { jsonChat, jsonMessage, makeExportFolder, readAll, readFileAs } from "./export-fixture.ts";
import { openExports } from "./open-exports.ts";

const many = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => jsonMessage(index + 1));

describe("a single chat's result.json", () => {
  it("is read as its channel and then its messages, with their own JSON kept", async () => {
    const { channels, messages, quarantined, warnings } = await readFileAs(
      "result.json",
      jsonChat(many(3)),
    );
    expect(channels).toMatchObject([{ id: -1001234567890, kind: "supergroup", title: "Test" }]);
    expect(messages.map(({ id, text }) => [id, text])).toEqual([
      [1, "message 1"],
      [2, "message 2"],
      [3, "message 3"],
    ]);
    expect(JSON.parse(String(messages[1]!.raw.json))).toEqual(jsonMessage(2));
    expect(quarantined).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it("comes in batches of bounded size, with progress up to the file's size", async () => {
    await using folder = await makeExportFolder();
    const text = jsonChat(many(1201));
    const [source] = await openExports(await folder.write("result.json", text));
    expect(source!.sizeBytes).toBe(text.length);
    const sizes: number[] = [];
    let before = 0;
    for await (const item of source!.read({})) {
      if (item.type !== "messages") continue;
      sizes.push(item.messages.length);
      expect(item.bytesRead).toBeGreaterThan(before);
      expect(item.bytesRead).toBeLessThanOrEqual(text.length);
      before = item.bytesRead;
    }
    expect(sizes).toEqual([500, 500, 201]);
  });

  it("hands long messages on in smaller pages", async () => {
    const long = "x".repeat(1_500_000);
    const messages = [1, 2, 3, 4].map((id) => jsonMessage(id, { text: long, text_entities: [] }));
    const { channelIds } = await readFileAs("result.json", jsonChat(messages));
    expect(channelIds.length).toBe(2);
  });

  it("keeps what cannot be a message in quarantine, with its place and its bytes", async () => {
    const text = `{"type":"public_channel","id":5,"messages":[{"id":1},7,{"id":2,"a":},{"id":3e9},{"id":4}]}`;
    const { messages, quarantined } = await readFileAs("chat.json", text);
    expect(messages.map(({ id }) => id)).toEqual([1, 4]);
    expect(quarantined.map((item) => ({ ...item, raw: Buffer.from(item.raw).toString() }))).toEqual(
      [
        {
          messageId: null,
          reason: "It is not a JSON object.",
          location: `chat.json:${text.indexOf("7,")}`,
          raw: "7",
        },
        {
          messageId: null,
          reason: "It is not valid JSON.",
          location: `chat.json:${text.indexOf('{"id":2')}`,
          raw: '{"id":2,"a":}',
        },
        {
          messageId: "3000000000",
          reason: expect.stringMatching(/32 bits/),
          location: `chat.json:${text.indexOf('{"id":3e9')}`,
          raw: '{"id":3e9}',
        },
      ],
    );
  });

  it("quarantines the beginning of what is too large or too deep, with its id", async () => {
    const large = jsonMessage(2, { text: "x".repeat(5_000_000) });
    const deep = `{"id": 3, "x": ${"[".repeat(200)}${"]".repeat(200)}}`;
    const chat = jsonChat([jsonMessage(1), large, jsonMessage(4)]);
    const text = chat.replace(/\]\s*\}\s*$/, `, ${deep}]}`);
    const { messages, quarantined } = await readFileAs("result.json", text);
    expect(messages.map(({ id }) => id)).toEqual([1, 4]);
    expect(quarantined).toMatchObject([
      { messageId: "2", reason: expect.stringMatching(/too large/) },
      { messageId: "3", reason: expect.stringMatching(/nested too deeply/) },
    ]);
    expect(quarantined[0]!.raw.length).toBe(64 * 1024);
  });

  it("is repaired where the exporter breaks JSON, and kept as valid JSON", async () => {
    const text = String.raw`{"type":"private_group","id":5,"messages":[{"id":1,"text":"a\x0Bb"},{"id":2,"text":"c",},]}`;
    const { messages, warnings } = await readFileAs("result.json", text);
    expect(messages.map((message) => message.text)).toEqual(["a\u000Bb", "c"]);
    expect(messages.map(({ raw }) => JSON.parse(String(raw.json)))).toEqual([
      { id: 1, text: "a\u000Bb" },
      { id: 2, text: "c" },
    ]);
    expect(warnings).toEqual([expect.stringMatching(/at byte \d+ a comma precedes/)]);
  });

  it("may have its id and type behind its messages", async () => {
    const text = `{"messages":[{"id":1}],"name":"Late","type":"public_channel","id":9}`;
    const { channels, messages } = await readFileAs("result.json", text);
    expect(channels).toMatchObject([{ id: -1000000000009, title: "Late", kind: "channel" }]);
    expect(messages.length).toBe(1);
  });

  it("without an id is refused, unless the import names one", async () => {
    const text = `{"type":"public_channel","messages":[{"id":1}]}`;
    await expect(readFileAs("result.json", text)).rejects.toThrow(/it has no id; name its channel/);
    const { channels } = await readFileAs("result.json", text, { channelId: -1000000000009 });
    expect(channels).toMatchObject([{ id: -1000000000009 }]);
  });

  it("of before April 2021 has its shifted ids undone", async () => {
    const chat = jsonChat([jsonMessage(1, { from_id: 1001 })], { id: 2 ** 33 + 42 });
    const { channels, messages } = await readFileAs("result.json", chat);
    expect(channels).toMatchObject([{ id: -1000000000042 }]);
    expect(messages[0]?.sender).toEqual({ id: 1001, name: "Ada" });
    const recent = await readFileAs("result.json", jsonChat(many(1), { id: 2 ** 33 + 42 }));
    expect(recent.channels).toMatchObject([{ id: -(10 ** 12 + 2 ** 33 + 42) }]);
  });

  it("learns an offset that stands later in the file, and says so", async () => {
    const old = jsonMessage(1, { date: "2023-03-09T04:20:56", date_unixtime: undefined });
    const recent = jsonMessage(2, {
      date: "2023-03-09T05:00:00",
      date_unixtime: String(Date.parse("2023-03-09T02:00:00Z") / 1000),
    });
    const { messages, warnings } = await readFileAs("result.json", jsonChat([old, recent]));
    expect(messages[0]).toMatchObject({
      postedAt: Date.parse("2023-03-09T01:20:56Z") / 1000,
      timePrecision: "zone_learnt",
      postedAtRaw: "2023-03-09T04:20:56",
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^.*times of 1 messages had no UTC value.*other messages/),
    ]);
  });

  it("without any UTC time is read in the named zone, or warns", async () => {
    const chat = jsonChat([jsonMessage(1, { date_unixtime: undefined })]);
    const named = await readFileAs("result.json", chat, { timeZone: "Europe/Kyiv" });
    expect(named.messages[0]).toMatchObject({
      postedAt: Date.parse("2023-03-08T23:20:56Z") / 1000,
      timePrecision: "zone_given",
    });
    const unknown = await readFileAs("result.json", chat);
    expect(unknown.messages[0]).toMatchObject({ timePrecision: "zone_unknown" });
    expect(unknown.warnings).toEqual([expect.stringMatching(/name the zone/)]);
    await expect(readFileAs("result.json", chat, { timeZone: "Nowhere" })).rejects.toThrow(/IANA/);
  });
});

describe("a broken result.json", () => {
  it("yields every whole message before any break, and a warning, and never throws", async () => {
    const text = Buffer.from(jsonChat(many(3)));
    const whole = (await readFileAs("result.json", text)).messages;
    const start = text.indexOf("[") + 1;
    const cuts = fc.integer({ min: start, max: text.length - 1 });
    await fc.assert(
      fc.asyncProperty(cuts, async (length) => {
        const read = await readFileAs("result.json", text.subarray(0, length));
        expect(read.messages).toEqual(whole.slice(0, read.messages.length));
        expect(read.warnings).toEqual([
          `result.json: the file breaks off at byte ${length}; ${read.messages.length} messages ` +
            "before it were read. Export the chat again for the rest.",
        ]);
        const place = Number(read.quarantined[0]?.location.split(":")[1] ?? length);
        const tail = Buffer.from(read.quarantined[0]?.raw ?? []);
        expect(tail).toEqual(text.subarray(place, length));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a whole account's result.json", () => {
  const account = (chats: unknown[], left: unknown[] = []): string =>
    JSON.stringify({
      about: "Here is the data you requested.",
      personal_information: { user_id: 1, first_name: "Ada" },
      contacts: { about: "", list: [{ first_name: "Secret" }] },
      chats: { about: "", list: chats },
      left_chats: { about: "", list: left },
    });

  it("is read chat by chat, those that were left as well", async () => {
    const text = account(
      [
        JSON.parse(jsonChat(many(2), { type: "personal_chat", id: 7 })),
        { type: "saved_messages", id: 1, messages: many(1) },
      ],
      [JSON.parse(jsonChat(many(1), { type: "public_channel", id: 8 }))],
    );
    const { channels, channelIds, messages } = await readFileAs("result.json", text);
    expect(channels).toMatchObject([
      { id: 7, kind: "private", title: "Test" },
      { id: 1, kind: "private", title: "Saved Messages" },
      { id: -1000000000008, kind: "channel" },
    ]);
    expect(channelIds).toEqual([7, 1, -1000000000008]);
    expect(messages.length).toBe(4);
  });

  it("leaves a chat without a usable id out, says so, and goes on", async () => {
    const text = account([
      { name: "No id", type: "private_group", messages: many(1) },
      { name: "Good", type: "private_group", id: 3, messages: many(1) },
    ]);
    const { channels, messages, warnings } = await readFileAs("result.json", text);
    expect(channels).toMatchObject([{ id: -3 }]);
    expect(messages.length).toBe(1);
    expect(warnings).toEqual([
      "result.json: the messages of a chat were left out, because it has no id.",
    ]);
  });

  it("tells of the first twenty chats that it leaves out, and counts the others", async () => {
    const chat = { type: "private_group", messages: [] };
    const text = account(Array.from({ length: 30 }, () => chat));
    const { warnings } = await readFileAs("result.json", text);
    expect(warnings.length).toBe(21);
    expect(warnings.at(-1)).toMatch(/30 chats in all were left out/);
  });

  it("finds each chat's own id when it stands behind its messages", async () => {
    const text = account([
      { messages: many(1), type: "private_group", id: 3 },
      { messages: many(1), type: "private_group", id: 4 },
    ]);
    const { channelIds } = await readFileAs("result.json", text);
    expect(channelIds).toEqual([-3, -4]);
  });

  it("finds files by paths from its own folder", async () => {
    await using folder = await makeExportFolder();
    await folder.write("chats/chat_001/files/a", "x");
    const message = jsonMessage(1, { file: "chats/chat_001/files/a" });
    const text = account([JSON.parse(jsonChat([message]))]);
    const [source] = await openExports(await folder.write("result.json", text));
    const { messages } = await readAll(source!);
    expect(messages[0]?.mediaFiles).toMatchObject([{ path: "chats/chat_001/files/a" }]);
  });
});

describe("reading", () => {
  it("stops with the signal's reason", async () => {
    await using folder = await makeExportFolder();
    const [source] = await openExports(await folder.write("result.json", jsonChat(many(1))));
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(readAll(source!, { signal })).rejects.toThrow("stopped");
  });

  it("refuses a large file that turns out to hold no chats", async () => {
    const text = JSON.stringify({ contacts: { list: ["x".repeat(1_100_000)] } });
    await expect(readFileAs("result.json", text)).rejects.toThrow(ImportRejected);
  });
});
