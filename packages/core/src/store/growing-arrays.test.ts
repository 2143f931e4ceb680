import { describe, expect, it } from "vitest";
import { binaryArray } from "./binary-arrays.ts";
import { TermsArray, TextArray } from "./growing-arrays.ts";

const TEXTS = ["", "plain", "кириллица", "漢字", "🦊 fox", "x".repeat(3 * 1024 * 1024), "after"];

describe("columns that grow", () => {
  it("hold texts as a column that is made at once does", () => {
    const array = new TextArray();
    for (const text of TEXTS) array.push(text);
    expect(array.bytes().equals(binaryArray("text", TEXTS)!)).toBe(true);
  });

  it("forget everything when they are cleared, also after a giant", () => {
    const array = new TextArray();
    array.push("y".repeat(20 * 1024 * 1024));
    array.clear();
    array.push("only this");
    expect(array.bytes().equals(binaryArray("text", ["only this"])!)).toBe(true);
  });

  it("write terms and positions as tsvectorrecv reads them", () => {
    const array = new TermsArray();
    array.push(new Map([["дом", [1, 258]]]));
    array.push(new Map());
    const bytes = array.bytes();
    expect(bytes.subarray(0, 20).toString("hex")).toBe(
      // One dimension, no nulls, tsvector, two elements, from 1.
      "0000000100000000" + "00000e1e" + "0000000200000001",
    );
    expect(bytes.subarray(20).toString("hex")).toBe(
      // 17 bytes: one term, its UTF-8 and a NUL, two positions.
      "00000011" +
        "00000001" +
        "d0b4d0bed0bc00" +
        "0002" +
        "0001" +
        "0102" +
        // 4 bytes: no terms.
        "00000004" +
        "00000000",
    );
  });
});
