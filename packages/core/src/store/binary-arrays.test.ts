import { describe, expect, it } from "vitest";
import { binaryArray } from "./binary-arrays.ts";

/** Length and bytes of each element, as array_recv reads them; null where the length is -1. */
function elementsOf(array: Buffer): (Buffer | null)[] {
  const elements: (Buffer | null)[] = [];
  let at = 20;
  while (at < array.length) {
    const length = array.readInt32BE(at);
    elements.push(length < 0 ? null : array.subarray(at + 4, at + 4 + length));
    at += 4 + Math.max(0, length);
  }
  return elements;
}

describe("a column as a binary array", () => {
  it("begins with one dimension, whether there are nulls, the type and the length", () => {
    const header = (array: Buffer | null): number[] =>
      [0, 4, 8, 12, 16].map((at) => array!.readInt32BE(at));
    expect(header(binaryArray("int4", [7, null]))).toEqual([1, 1, 23, 2, 1]);
    expect(header(binaryArray("jsonb", ["1"]))).toEqual([1, 0, 3802, 1, 1]);
  });

  it("holds texts of every script whole, and JSON after its version", () => {
    const texts = ["", "привет 🇺🇦 你好 سلام", "x".repeat(100_000)];
    expect(elementsOf(binaryArray("text", [...texts, null])!)).toEqual([
      ...texts.map((text) => Buffer.from(text)),
      null,
    ]);
    expect(elementsOf(binaryArray("jsonb", ['{"a":1}'])!)).toEqual([Buffer.from('\u0001{"a":1}')]);
  });

  it("counts times in microseconds since 2000, before and after", () => {
    const times = [946_684_800, 946_684_799, 253_402_300_799];
    const read = elementsOf(binaryArray("timestamptz", times)!).map((e) => e!.readBigInt64BE());
    expect(read).toEqual([0n, -1_000_000n, 252_455_615_999_000_000n]);
  });

  it("is null when there is nothing in it, and refuses what does not fit", () => {
    expect(binaryArray("text", [null, null])).toBeNull();
    expect(() => binaryArray("int4", [2 ** 31])).toThrow(RangeError);
  });

  it("does not change when the next one is made", () => {
    const first = binaryArray("text", ["first"])!;
    binaryArray("text", ["SECOND"]);
    expect(elementsOf(first)).toEqual([Buffer.from("first")]);
  });
});
