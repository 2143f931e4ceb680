import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkedText } from "./normalise-text.ts";

describe("marked text", () => {
  it("is a string, runs, or nothing", () => {
    expect(readMarkedText("plain")).toEqual({ text: "plain", entities: [] });
    expect(readMarkedText("")).toEqual({ text: "", entities: [] });
    expect(readMarkedText(null)).toEqual({ text: "", entities: [] });
    expect(readMarkedText(["a", "", { type: "italic", text: "b" }, "c"])).toEqual({
      text: "abc",
      entities: [{ type: "italic", offset: 1, length: 1 }],
    });
    expect(readMarkedText({ type: "bold", text: "one" })).toMatchObject({ text: "one" });
    expect(readMarkedText(5)).toBeNull();
    expect(readMarkedText([{ type: "bold" }])).toBeNull();
  });

  it("counts offsets in UTF-16 units", () => {
    expect(readMarkedText(["😀é", { type: "bold", text: "👨‍👩‍👧" }])?.entities).toEqual([
      { type: "bold", offset: 3, length: 8 },
    ]);
  });

  it("prefers text_entities where they say anything that can be read", () => {
    const entities = [
      { type: "plain", text: "a " },
      { type: "link", text: "b.c" },
    ];
    expect(readMarkedText("a b.c", entities)).toEqual({
      text: "a b.c",
      entities: [{ type: "link", offset: 2, length: 3 }],
    });
    expect(readMarkedText("a", [])).toEqual({ text: "a", entities: [] });
    expect(readMarkedText("a", "x")).toEqual({ text: "a", entities: [] });
    expect(readMarkedText("a", [{ type: "bold" }])).toEqual({ text: "a", entities: [] });
  });

  it("keeps what a run's type brings with it", () => {
    const runs = [
      { type: "text_link", text: "a", href: "javascript:alert(1)" },
      { type: "pre", text: "b", language: "ts" },
      { type: "pre", text: "c", language: "" },
      { type: "mention_name", text: "d", user_id: 7 },
      { type: "mention_name", text: "e", user_id: "nobody" },
      { type: "custom_emoji", text: "f", document_id: "stickers/sticker (1).webp" },
      { type: "blockquote", text: "g", collapsed: true },
      { type: "blockquote", text: "h", collapsed: false },
      { type: "holographic", text: "i" },
      { type: "constructor", text: "j" },
      { type: "bold", text: "" },
    ];
    expect(readMarkedText(runs)?.entities).toEqual([
      { type: "text_link", offset: 0, length: 1, url: "javascript:alert(1)" },
      { type: "pre", offset: 1, length: 1, language: "ts" },
      { type: "pre", offset: 2, length: 1 },
      { type: "mention_name", offset: 3, length: 1, userId: 7 },
      { type: "mention_name", offset: 4, length: 1 },
      { type: "custom_emoji", offset: 5, length: 1, documentId: "stickers/sticker (1).webp" },
      { type: "blockquote", offset: 6, length: 1, collapsed: true },
      { type: "blockquote", offset: 7, length: 1 },
      { type: "unknown", offset: 8, length: 1 },
      { type: "unknown", offset: 9, length: 1 },
    ]);
  });

  it("marks exactly the runs it was made of", () => {
    const run = fc.record({ type: fc.constantFrom("plain", "bold", "code"), text: fc.string() });
    fc.assert(
      fc.property(fc.array(run), (runs) => {
        const marked = readMarkedText(runs)!;
        expect(marked.text).toBe(runs.map(({ text }) => text).join(""));
        const parts = marked.entities.map((e) => marked.text.slice(e.offset, e.offset + e.length));
        const wanted = runs.filter(({ type, text }) => type !== "plain" && text !== "");
        expect(parts).toEqual(wanted.map(({ text }) => text));
      }),
    );
  });
});
