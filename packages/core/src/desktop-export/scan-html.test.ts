import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlBlock, htmlMessage, htmlPage, htmlService } from "./export-fixture.ts";
import { HEAD_BYTES } from "./scan-event.ts";
import type { HtmlSegment } from "./scan-html.ts";
import { HtmlScanner, MAX_HTML_BYTES } from "./scan-html.ts";

type Plain = Omit<HtmlSegment, "bytes"> & { readonly text: string };

function scan(chunks: readonly Buffer[]): Plain[] {
  const scanner = new HtmlScanner();
  const found: Plain[] = [];
  const keep = ({ bytes, ...rest }: HtmlSegment): void => {
    found.push({ ...rest, text: bytes.toString("latin1") });
  };
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk);
    scanner.push(reused).forEach(keep);
    reused.fill(0x3c);
  }
  keep(scanner.finish());
  return found;
}

const PAGE = Buffer.from(
  htmlPage("Title", [
    htmlService(-1, "7 November 2018"),
    htmlMessage(5, "x", "Ada", htmlBlock("text", "&lt;div class=&quot;message &quot;&gt; 😀")),
    '<div class="message_not" id="message7"></div><div class="message x">',
    htmlMessage(-999_999_999, "x", null),
  ]),
);

describe("the scanner of pages", () => {
  it("cuts a page before each message, and loses no byte", () => {
    const segments = scan([PAGE]);
    expect(segments.map(({ type }) => type)).toEqual(["top", "message", "message", "message"]);
    expect(segments.map(({ text }) => text).join("")).toBe(PAGE.toString("latin1"));
    for (const { offset, size, text } of segments) {
      expect(PAGE.toString("latin1", offset, offset + size)).toBe(text);
    }
  });

  it("yields the same however the bytes are split", () => {
    const whole = scan([PAGE]);
    expect(scan([...PAGE].map((byte) => Buffer.from([byte])))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: PAGE.length }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), PAGE.length];
        const chunks = places.slice(1).map((end, index) => PAGE.subarray(places[index], end));
        expect(scan(chunks)).toEqual(whole);
      }),
    );
  });

  it("keeps only the beginning of a message that is too large, however it comes", () => {
    const large = `<div class="message default" id="message1">${"<div ".repeat(MAX_HTML_BYTES / 4)}`;
    const page = Buffer.from(`${large}<div class="message default" id="message2">`);
    const whole = scan([page]);
    expect(whole).toMatchObject([
      { type: "top", size: 0 },
      { type: "message", isCut: true, offset: 0, size: large.length },
      { type: "message", isCut: false, offset: large.length },
    ]);
    expect(whole[1]?.text.length).toBe(HEAD_BYTES);
    const halves = [page.subarray(0, 700_000), page.subarray(700_000)];
    expect(scan(halves)).toEqual(whole);
  });
});
