import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeEntities } from "./text-entities.ts";

describe("text entities in code points", () => {
  it("mark the same characters as their UTF-16 originals", () => {
    const character = fc.constantFrom("a", "é", "я", "漢", "😀", "👨‍👩‍👧", "\ud83d", "\n");
    fc.assert(
      fc.property(fc.array(character, { maxLength: 30 }), fc.nat(40), fc.nat(40), (parts, a, b) => {
        const points = [...parts.join("")];
        const text = points.join("");
        const [first, last] = [
          Math.min(a, b, points.length),
          Math.min(Math.max(a, b), points.length),
        ];
        const offset = points.slice(0, first).join("").length;
        const length = points.slice(first, last).join("").length;
        const decoded = decodeEntities([{ type: "bold", offset, length }], text);
        expect(decoded).toEqual(
          length === 0 ? [] : [{ kind: "bold", offset: first, length: last - first, url: null }],
        );
      }),
    );
  });

  it("are cut to the text, and left out when nothing is left", () => {
    const stored = [
      { type: "italic", offset: 3, length: 99 },
      { type: "italic", offset: 99, length: 1 },
      { type: "italic", offset: -2, length: 4 },
      { type: "italic", offset: 0, length: 0 },
    ];
    expect(decodeEntities(stored, "hello").map(({ offset, length }) => [offset, length])).toEqual([
      [3, 2],
      [0, 2],
    ]);
  });

  it("survive whatever is stored", () => {
    for (const stored of [
      null,
      undefined,
      "x",
      {},
      [null, 1, { offset: "1" }],
      [{ offset: 0.5, length: 1 }],
    ]) {
      expect(decodeEntities(stored, "text")).toEqual([]);
    }
    expect(decodeEntities([{ type: "new", offset: 0, length: 1 }], "text")[0]?.kind).toBe(
      "unknown",
    );
  });
});
