import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { highlighter } from "./highlighter.ts";
import { stem } from "./stem.ts";
import { parseTextQuery, type TextQuery } from "./text-query.ts";
import { tokenise } from "./tokenise.ts";

/** The text with its highlights between brackets. */
function marked(text: string, query: TextQuery): string {
  const points = Array.from(text);
  for (const { offset, length } of highlighter(parseTextQuery(query))(text).toReversed()) {
    points.splice(offset + length, 0, "]");
    points.splice(offset, 0, "[");
  }
  return points.join("");
}

describe("highlights", () => {
  it.each([
    ["Взрывы, взрывов и взрыв", "взрыва", "[Взрывы], [взрывов] и [взрыв]"],
    ["grad strike and strike grad", '"grad strikes"', "[grad strike] and strike grad"],
    ["one two three", "two -four", "one [two] three"],
    ["🔥🔥 Пожар 👍🏽 ok", "пожары", "🔥🔥 [Пожар] 👍🏽 ok"],
    ["👍🏽 ok", "👍", "[👍🏽] ok"],
    ["x 👨‍👩‍👧 y", "👨‍👩‍👧", "x [👨‍👩‍👧] y"],
    ["флаг 🇺🇦!", "🇺🇦", "флаг [🇺🇦]!"],
    ["我爱中国人民", "中国人", "我爱[中国人]民"],
    ["我爱中国", "爱", "我[爱]中国"],
    ["한국에서 왔다", "한국", "[한국]에서 왔다"],
    ["cafe\u0301 noir", "café", "[cafe\u0301] noir"],
    ["die Straße", "strasse", "die [Straße]"],
    ["كِتَابٌ جديد", "الكتاب", "[كِتَابٌ] جديد"],
    ["שָׁלוֹם לכם", "שלום", "[שָׁלוֹם] לכם"],
    ["see #Новости дня", "#новости", "see [#Новости] дня"],
    ["see #Новости дня", "новость", "see #[Новости] дня"],
  ])("of words in %j for %j", (text, words, expected) => {
    expect(marked(text, { words })).toBe(expected);
  });

  it.each([
    ["Перепись переписи", "ПИСЬ", "Пере[пись] переписи"],
    ["aaaa", "aa", "[aaaa]"],
    ["a\n\n b", "a b", "[a\n\n b]"],
    ["ﬁne print", "i", "[ﬁ]ne pr[i]nt"],
    ["x½y", "1", "x[½]y"],
    ["“да”", '"д', "[“д]а”"],
  ])("of a literal in %j for %j", (text, literal, expected) => {
    expect(marked(text, { literal })).toBe(expected);
  });

  it("of single words are those words that have their stems, each whole", () => {
    const pieces = [
      ...["дом", "дома", "домов", "домик", "об'єкт", "обєктами", "п'ять", "dying", "dies", "die"],
      ...[
        "houses",
        "house",
        "horse",
        "12",
        "123",
        "t12",
        "d'house",
        "الكتاب",
        "كتاب",
        "שלום",
        "צ'ק",
      ],
      ...[" ", " ", "-", "'", "#", "\u{10400}\u{10401}", "👍", "中国", "א", "я"],
    ];
    const words = [
      "дома",
      "объект",
      "об'єкт",
      "die",
      "house",
      "12",
      "كتاب",
      "שלום",
      "צק",
      "\u{10428}",
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(""));
    fc.assert(
      fc.property(text, fc.subarray(words, { minLength: 1, maxLength: 2 }), (whole, asked) => {
        const stems = asked.map((word) => stem(tokenise(fold(word))[0]!.text));
        const found = tokenise(fold(whole))
          .filter(({ kind, text: token }) => {
            const term = kind === "word" ? stem(token) : token;
            return (kind === "word" || kind === "number") && stems.includes(term);
          })
          .map(({ start, end }) => fold(whole).slice(start, end));
        const ranges = highlighter(parseTextQuery({ words: asked.join(" ") }))(whole);
        const points = Array.from(whole);
        const shown = ranges.map(({ offset, length }) =>
          fold(points.slice(offset, offset + length).join("")),
        );
        // Words that touch, as digits and letters do, are one run.
        expect(shown.join("")).toBe(found.join(""));
      }),
      { numRuns: 3000 },
    );
  });

  it("lie inside the text, apart and in order, and cover what was looked for", () => {
    const unit = fc.oneof(
      fc.constantFrom(..."abAé中国👍🏽\u0301 ё'ه\u200c한"),
      fc.string({ unit: "binary", maxLength: 1 }),
    );
    const text = fc.array(unit, { minLength: 1, maxLength: 40 }).map((units) => units.join(""));
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: 8 }), (whole, start, length) => {
        const points = Array.from(whole);
        const literal = points
          .slice(start % points.length)
          .slice(0, length)
          .join("");
        const query = parseTextQuery({ literal });
        const ranges = highlighter(query)(whole);
        let end = -1;
        for (const range of ranges) {
          expect(range.offset).toBeGreaterThan(end);
          expect(range.length).toBeGreaterThan(0);
          end = range.offset + range.length;
          expect(end).toBeLessThanOrEqual(points.length);
          const piece = fold(points.slice(range.offset, end).join(""));
          if (query.kind === "literal") expect(` ${piece} `).toContain(query.folded.trim());
        }
        const isThere = query.kind === "literal" && fold(whole).includes(query.folded);
        expect(ranges.length > 0).toBe(isThere);
      }),
      { numRuns: 2000 },
    );
  });
});
