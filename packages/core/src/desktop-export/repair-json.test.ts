import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseElement } from "./parse-element.ts";
import { decodeLeniently, renameFirstText, repairJson } from "./repair-json.ts";

describe("repairing a message's JSON", () => {
  it("turns the exporter's two-digit escapes into JSON's", () => {
    expect(JSON.parse(repairJson(String.raw`{"a":"x\x0By\x1F"}`))).toEqual({ a: "x\u000By\u001F" });
  });

  it("leaves an escaped backslash before an x alone", () => {
    expect(JSON.parse(repairJson(String.raw`{"a":"C:\\x0B\x0B"}`))).toEqual({ a: "C:\\x0B\u000B" });
  });

  it("drops trailing commas outside of strings only", () => {
    expect(JSON.parse(repairJson('{"a":[1,2 , ],"b":",]",}'))).toEqual({ a: [1, 2], b: ",]" });
  });

  it("escapes raw control characters inside strings", () => {
    expect(JSON.parse(repairJson('{"a":"line\nbreak\ttab"}'))).toEqual({ a: "line\nbreak\ttab" });
  });

  it("changes nothing of valid JSON", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(repairJson(json)).toBe(json);
      }),
    );
  });
});

describe("the stray bytes behind U+2028", () => {
  it("are dropped, and nothing else is", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"text":"а\\u2028'),
      Buffer.from([0x80, 0xa8]),
      Buffer.from("б\\u2029"),
      Buffer.from([0x80, 0xa9]),
      Buffer.from('в"}'),
    ]);
    expect(parseElement(bytes)).toMatchObject({ record: { text: "а\u2028б\u2029в" } });
  });

  it("leaves letters that hold the same bytes alone", () => {
    const text = "Ѐ\u2028 \u2028Ѐ";
    expect(decodeLeniently(Buffer.from(text))).toBe(text);
  });

  it("makes any other invalid byte a replacement character", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"text":"a'),
      Buffer.from([0xff]),
      Buffer.from('b"}'),
    ]);
    expect(parseElement(bytes)).toMatchObject({ record: { text: "a\uFFFDb" } });
  });
});

describe("a doubled text key", () => {
  it("keeps the button's text beside the message's", () => {
    const json =
      '{"id":1,"action":"send_webview_data","text":"Open \\"it\\"","text":"","x":{"text":1}}';
    expect(JSON.parse(renameFirstText(json))).toEqual({
      id: 1,
      action: "send_webview_data",
      button_text: 'Open "it"',
      text: "",
      x: { text: 1 },
    });
  });

  it("is left alone when there is only one", () => {
    const json = '{"action":"send_webview_data","a":"text","text":""}';
    expect(renameFirstText(json)).toBe(json);
  });
});

describe("parsing an element", () => {
  it("passes healthy text on untouched, byte for byte", () => {
    const json = '{\n   "id": 1,\n   "text": "😀 \\u00e9 \\/"\n  }';
    const record = { id: 1, text: "😀 é /" };
    expect(parseElement(Buffer.from(json))).toEqual({ json: Buffer.from(json), record });
  });

  it("says why something is no message", () => {
    expect(parseElement(Buffer.from("{]"))).toBe("It is not valid JSON.");
    expect(parseElement(Buffer.from("[1]"))).toBe("It is not a JSON object.");
    expect(parseElement(Buffer.from("null"))).toBe("It is not a JSON object.");
  });

  it("is not fooled by a __proto__ or a repeated key", () => {
    const parsed = parseElement(Buffer.from('{"__proto__":{"id":9},"id":1,"id":2}'));
    expect(parsed).toMatchObject({ record: { id: 2 } });
    expect(Object.getPrototypeOf((parsed as { record: object }).record)).toBe(Object.prototype);
  });
});
