import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonChat, jsonMessage } from "./export-fixture.ts";
import type { ScanEvent } from "./scan-event.ts";
import { HEAD_BYTES, MAX_ELEMENT_BYTES, MAX_PARTS } from "./scan-event.ts";
import { ExportScanner } from "./scan-json.ts";

type Plain = ScanEvent | { type: "element"; bytes: string; offset: number };

/** Events with their bytes as text, so that they can be compared after the buffers are gone. */
function scan(chunks: readonly Buffer[]): Plain[] {
  const scanner = new ExportScanner();
  const plain: Plain[] = [];
  const keep = (events: Iterable<ScanEvent>): void => {
    for (const event of events) {
      if (event.type === "element") plain.push({ ...event, bytes: event.bytes.toString("latin1") });
      else plain.push(event);
    }
  };
  for (const chunk of chunks) {
    // The caller fills its buffer again: whatever the scanner needs later must be a copy.
    const reused = Buffer.from(chunk);
    keep(scanner.push(reused));
    reused.fill(0x7b);
  }
  keep(scanner.finish());
  return plain;
}

function scanText(text: string): Plain[] {
  return scan([Buffer.from(text)]);
}

function elements(events: readonly Plain[]): unknown[] {
  return events.flatMap((event) =>
    event.type === "element"
      ? [JSON.parse(Buffer.from(event.bytes.toString(), "latin1").toString("utf8"))]
      : [],
  );
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

const TRICKY = [
  jsonMessage(1, { text: 'quotes " and \\ and ] } , {"id": 2}' }),
  jsonMessage(2, { text: "\\", from: '\\\\"', nested: { a: [[], {}, [{ b: "]" }]] } }),
  jsonMessage(3, { text: "Ünïcödé 🎉 \u2028" }),
];

describe("the scanner of result.json", () => {
  it("cuts a single chat's messages out whole, with its fields before them", () => {
    const events = scanText(jsonChat(TRICKY));
    expect(elements(events)).toEqual(JSON.parse(JSON.stringify(TRICKY)));
    expect(events.filter((event) => event.type === "field")).toEqual([
      { type: "field", key: "name", json: '"Test"' },
      { type: "field", key: "type", json: '"private_supergroup"' },
      { type: "field", key: "id", json: "1234567890" },
    ]);
    expect(events.map((event) => event.type)).not.toContain("oddity");
  });

  it("tells where in the file each message begins", () => {
    const text = jsonChat(TRICKY);
    for (const event of scanText(text)) {
      if (event.type !== "element") continue;
      const bytes = Buffer.from(text, "utf8").toString("latin1");
      expect(bytes.slice(event.offset, event.offset + event.bytes.length)).toBe(event.bytes);
    }
    expect.hasAssertions();
  });

  it("walks into the chats of an account and steps over all else", () => {
    const account = JSON.stringify({
      about: "x",
      contacts: { list: [{ messages: [{ id: 666 }] }] },
      sessions: { list: [{ name: "secret", id: 1, messages: [1] }] },
      chats: { about: "y", list: [JSON.parse(jsonChat([{ id: 1 }], { id: 7 }))] },
      left_chats: { list: [JSON.parse(jsonChat([{ id: 2 }], { id: 8 }))] },
    });
    const events = scanText(account);
    expect(elements(events)).toEqual([{ id: 1 }, { id: 2 }]);
    const ids = events.filter((event) => event.type === "field" && event.key === "id");
    expect(ids).toMatchObject([{ json: "7" }, { json: "8" }]);
    expect(JSON.stringify(events)).not.toContain("secret");
  });

  it("yields the same however the bytes are split", () => {
    const chat = Buffer.from(`\uFEFF${jsonChat(TRICKY)}\n`);
    const account = Buffer.from(`{"chats":{"list":[${chat.subarray(3)},5,{"x":1}]},"z":[{}]} !`);
    for (const bytes of [chat, account]) {
      const whole = scan([bytes]);
      expect(scan([...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
          expect(scan(split(bytes, cuts))).toEqual(whole);
        }),
      );
    }
  });

  it("finds the end of a long string behind any quotes and backslashes", () => {
    const piece = fc.constantFrom(
      "\\",
      '"',
      "plain text of some length that is no escape",
      "ы",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(), { maxLength: 8 }), (pieces, cuts) => {
        const messages = [
          jsonMessage(1, { text: `${"a".repeat(50)}${pieces.join("")}` }),
          TRICKY[0],
        ];
        const chat = Buffer.from(jsonChat(messages as never));
        expect(elements(scan(split(chat, cuts)))).toEqual(messages);
      }),
      { numRuns: 500 },
    );
  });

  it("yields a prefix of the messages from any truncated file, and the cut one's beginning", () => {
    const bytes = Buffer.from(jsonChat(TRICKY));
    const whole = elements(scan([bytes]));
    fc.assert(
      fc.property(fc.nat({ max: bytes.length }), (length) => {
        const events = scan([bytes.subarray(0, length)]);
        const found = elements(events);
        expect(found).toEqual(whole.slice(0, found.length));
        const cut = events.at(-1);
        if (cut?.type !== "cut") return;
        expect(cut.reason).toBe("broken off");
        expect(cut.head).toEqual(bytes.subarray(cut.offset, length));
      }),
    );
  });

  it("survives any bytes at all", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...'{}[],:"\\ax1 \n'), { maxLength: 300 }), (chars) => {
        const bytes = Buffer.from(`{"messages":[${chars.join("")}`);
        expect(scan([...bytes].map((byte) => Buffer.from([byte])))).toEqual(scan([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it("steps over trailing commas and text after the end, and says so once each", () => {
    const events = scanText('{"id":1,"messages":[{"id":1},{"id":2},],} tail } more');
    expect(elements(events)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(events.filter((event) => event.type === "oddity")).toEqual([
      { type: "oddity", sentence: "a comma precedes a closing bracket", offset: 38 },
      { type: "oddity", sentence: "something follows the end of the export", offset: 42 },
    ]);
  });

  it("hands out a message of exactly the largest size, and only the beginning of a larger one", () => {
    const sized = (size: number): string => `{"id":1,"t":"${"x".repeat(size - 15)}"}`;
    const [fits, large] = [sized(MAX_ELEMENT_BYTES), sized(MAX_ELEMENT_BYTES + 1)];
    const events = scanText(`{"messages":[${fits},${large},{"id":3}]}`);
    expect(elements(events).length).toBe(2);
    const cut = events.find((event) => event.type === "cut");
    expect(cut).toMatchObject({ reason: "too large", size: MAX_ELEMENT_BYTES + 1 });
    expect(cut?.type === "cut" && cut.head.length).toBe(HEAD_BYTES);
  });

  it("does not parse a message nested 100,000 deep, and goes on behind it", () => {
    const deep = `{"id":1,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const events = scanText(`{"messages":[${deep},{"id":2}]}`);
    expect(elements(events)).toEqual([{ id: 2 }]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "cut", reason: "nested too deeply", size: deep.length }),
    );
  });

  it("does not parse a message of too many parts", () => {
    const parts = (count: number): string => `{"id":1,"x":[${"{},".repeat(count - 4)}0]}`;
    const [fits, rich] = [parts(MAX_PARTS), parts(MAX_PARTS + 1)];
    const events = scanText(`{"messages":[${fits},${rich},{"id":2}]}`);
    expect(events.filter((event) => event.type === "element").length).toBe(2);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "cut", reason: "made of too many parts", size: rich.length }),
    );
  });

  it("tells a file that is no object from one that is no export", () => {
    const [array, other] = [new ExportScanner(), new ExportScanner()];
    expect([...array.push(Buffer.from("[1,2]"))].map(({ type }) => type)).toEqual(["oddity"]);
    expect([...other.push(Buffer.from('{"name":"x","version":1}'))].length).toBe(3);
    expect(array.isForeign).toBe(true);
    expect(other.isForeign).toBe(false);
    expect(other.hasChats).toBe(false);
    expect(other.isComplete).toBe(true);
  });
});
