import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, foldWithMap } from "./fold.ts";

/** Characters whose folding is special, so that random texts are full of them. */
const AWKWARD = [
  ..."İIıißẞÉéèŁøæŒςΣё Ёйїґ’ʼ'`«»“”—-‐ \t\n",
  ...[
    "¨",
    " ¨",
    "\u00a0",
    "e\u0301",
    "и\u0306",
    "\u0301",
    "ﬁ",
    "½",
    "㌔",
    "한",
    "\u1112\u1161\u11ab",
    "ｶﾞ",
    "ﷺ",
    "１",
  ],
  ...["كِتَاب", "ـ", "ی", "ک", "ة", "١", "۲", "می\u200cخواهم", "שָׁלוֹם", "ם", "ไทย", "नमस्ते"],
  ...["👍🏽", "👨‍👩‍👧", "❤️", "🇺🇦", "1️⃣", "\u{20000}", "\ud800", "\udc00", "\u0000", "\u202e", "𝕏"],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: "binary", maxLength: 3 })), {
    maxLength: 30,
  })
  .map((parts) => parts.join(""));

describe("folding", () => {
  it.each([
    ["ЁЛКА", "елка"],
    ["STRASSE", "straße"],
    ["café", "cafe\u0301"],
    ["Łódź", "lodz"],
    ["İSTANBUL", "ıstanbul"],
    ["п’ять", "п'ять"],
    ["обʼєкт", "об'єкт"],
    ["Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"],
    ["كِتَابٌ", "كتاب"],
    ["على", "علی"],
    ["کتاب", "كتاب"],
    ["مدرسة", "مدرسه"],
    ["إسلام", "اسلام"],
    ["العـــربية", "العربيه"],
    ["می‌خواهم", "میخواهم"],
    ["١٢٣ ۴۵۶", "123 456"],
    ["שָׁלוֹם", "שלומ"],
    ["ＡＢＣ１２３", "abc123"],
    ["ｶﾞｷﾞ", "ガギ"],
    ["👍🏽", "👍"],
    ["❤️", "❤"],
    ["a\u00ad\u200bb", "ab"],
    ["one \n\t two", "one two"],
    ["«да» — “да”", '"да" - "да"'],
  ])("makes %j and %j equal", (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it.each([
    ["й", "и"],
    ["ї", "і"],
    ["ґ", "г"],
    ["が", "か"],
  ])("keeps %j and %j apart, which are different letters", (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it("gives the same text with and without the map, inside and in order", () => {
    fc.assert(
      fc.property(text, (original) => {
        const { folded, rangeOf } = foldWithMap(original);
        const ranges = Array.from({ length: folded.length }, (_, i) => rangeOf(i, i + 1));
        expect(folded).toBe(fold(original));
        for (const [i, [start, end]] of ranges.entries()) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(original.length);
          if (i > 0) expect(start).toBeGreaterThanOrEqual(ranges[i - 1]![0]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(text, (original) => {
        expect(fold(fold(original))).toBe(fold(original));
      }),
      { numRuns: 2000 },
    );
  });

  it("never leaves what PostgreSQL cannot store", () => {
    fc.assert(
      fc.property(text, (original) => {
        const folded = fold(original);
        expect(folded.isWellFormed()).toBe(true);
        expect(folded).not.toContain("\u0000");
      }),
    );
  });

  it("folds a text longer than any buffer", () => {
    const long = `${"Ё".repeat(100_000)}ﷺ`.repeat(2);
    expect(fold(long)).toBe(`${"е".repeat(100_000)}${fold("ﷺ")}`.repeat(2));
  });

  it.each(["a ", "a\u0301 ", " \u0301", "가 ", "가"])(
    "finds its way back in a text of 300,000 units of %j, in one pass",
    (unit) => {
      // What copied or searched the text at every piece took minutes and gigabytes.
      const text = unit.repeat(300_000 / unit.length);
      const { folded, rangeOf } = foldWithMap(text);
      const whole = rangeOf(0, folded.length);
      expect(folded).toBe(fold(text));
      expect(whole).toEqual([0, text.length]);
    },
  );
});
