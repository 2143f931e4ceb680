import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { MAX_QUERY_LENGTH, parseTextQuery } from "./text-query.ts";

/** The parsed words in a short form: a phrase is joined by "+", a prefix ends in "*". */
function words(query: string): string {
  const parsed = parseTextQuery({ words: query });
  if (parsed.kind !== "words") return JSON.stringify(parsed);
  const write = (sequences: typeof parsed.include) =>
    sequences.map((terms) =>
      terms.map(({ term, isPrefix }) => term + (isPrefix ? "*" : "")).join("+"),
    );
  return [...write(parsed.include), ...write(parsed.exclude).map((each) => `-${each}`)].join(" ");
}

describe("a query of words", () => {
  it.each([
    ["взрывы в Киеве", "взрыв в ки"],
    ['"grad strike" kharkiv -repost', "grad+strike kharkiv -repost"],
    ["«град» -“two words”", "град -two+word"],
    ["т-72", "т+72"],
    ["foo-bar -baz-qux", "foo+bar -baz+qux"],
    ["#Новости @rybar", "#новости @rybar"],
    ['"#Новости дня"', "новост+дня"],
    ["中国", "中国"],
    ["中国人 中", "中国+国人 中*"],
    ["👨‍👩‍👧", "👨+👩+👧"],
    ['unclosed "quote here', "unclos quot+here"],
    ['צה"ל', "צה+ל"],
    ['"צה"ל היום"', "צה+ל+היומ"],
    ["- word --other -", "word -other"],
    ['word - "" -""', "word"],
    ["Киев — столица", "ки столиц"],
    ["word word WORDS", "word"],
  ])("reads %j", (query, expected) => {
    expect(words(query)).toBe(expected);
  });

  it.each(["", "  ", "-", '"', '""', "- -", '-"'])("takes %j for no query at all", (query) => {
    expect(parseTextQuery({ words: query })).toEqual({ kind: "everything" });
  });

  it.each(["₽", ":-)", "!!!"])("looks for %j as it stands", (query) => {
    expect(parseTextQuery({ words: query })).toEqual({ kind: "literal", folded: query });
  });

  it("refuses one that only leaves out", () => {
    expect(() => parseTextQuery({ words: '-word -"a phrase"' })).toThrow(InvalidInput);
  });

  it("refuses one that is too long, counted in characters", () => {
    expect(() => parseTextQuery({ words: "🔥".repeat(MAX_QUERY_LENGTH) })).not.toThrow();
    expect(() => parseTextQuery({ words: "a".repeat(MAX_QUERY_LENGTH + 1) })).toThrow(InvalidInput);
    expect(() => parseTextQuery({ literal: "a".repeat(10_240) })).toThrow(InvalidInput);
  });

  it("fails on nothing else", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        "-",
        "«",
        "'",
        " ",
        "\\",
        "&",
        "|",
        "!",
        ":*",
        "<->",
        "#",
        "@",
        "(",
        "%",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        try {
          expect(parseTextQuery({ words: pieces.join("") }).kind).toMatch(/^(words|literal|every)/);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a literal query", () => {
  it("keeps everything but spelling variants", () => {
    expect(parseTextQuery({ literal: ' "Ёж — ' })).toEqual({ kind: "literal", folded: ' "еж - ' });
  });

  it("is no query when there is nothing in it", () => {
    expect(parseTextQuery({ literal: " \u200b\n" })).toEqual({ kind: "everything" });
  });
});
