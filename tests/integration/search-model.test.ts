import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvalidInput } from "../../packages/core/src/domain/errors.ts";
import { documentTerms } from "../../packages/core/src/search/document-terms.ts";
import { fold } from "../../packages/core/src/search/fold.ts";
import { stem } from "../../packages/core/src/search/stem.ts";
import { tokenise } from "../../packages/core/src/search/tokenise.ts";
import { addMessages, find, indexAll, search } from "./search-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

/** Few different pieces, so that queries made of them have many hits. */
const PIECES = [
  ..."абвё е'’\n  ",
  ...["взрыв", "взрыва", "об'єкт", "дом", "дома", "домов", "attack", "attacks", "l'eau", "Straße"],
  ...["中", "国", "人", "中国", "한국", "ไทย", "👍🏽", "👨‍👩‍👧", "🇺🇦", "🇷🇺", "❤️", "#тег", "@user"],
  ...[
    "12",
    "7",
    "t72",
    ", ",
    " - ",
    ". ",
    "_",
    "كتاب",
    "ال",
    "می‌",
    "שָׁלוֹם",
    "e\u0301",
    "x".repeat(70),
  ],
];
const piece = fc.constantFrom(...PIECES);
const text = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(""));

const corpus = fc.sample(text, { seed: 7, numRuns: 600 });
const folded = corpus.map(fold);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await addMessages(
    database.pool,
    corpus.map((each, id) => ({ id, text: each })),
  );
  await indexAll(database.pool);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const newestFirst = (ids: number[]): number[] => ids.sort((a, b) => b - a);
const scan = (matches: (index: number) => boolean): number[] =>
  newestFirst(corpus.flatMap((_, index) => (matches(index) ? [index] : [])));

describe("the index against a scan of every text", () => {
  it("finds by any run of characters exactly the texts that hold it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(corpus.length - 1),
        fc.nat(),
        fc.integer({ min: 1, max: 12 }),
        async (from, start, length) => {
          const points = Array.from(corpus[from]!);
          const literal = points
            .slice(start % points.length)
            .slice(0, length)
            .join("");
          const pattern = fold(literal);
          fc.pre(pattern.trim() !== "");
          expect(await find(database.pool, { literal })).toEqual(
            scan((index) => folded[index]!.includes(pattern)),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("finds every word by itself and by its pieces", async () => {
    const words = new Map<string, number>();
    for (const [index, each] of folded.entries()) {
      for (const token of tokenise(each)) {
        if (token.kind === "word" || token.kind === "number") words.set(token.text, index);
      }
    }
    expect(words.size).toBeGreaterThan(100);
    for (const [word, index] of words) {
      expect(await find(database.pool, { words: word })).toContain(index);
    }
  });

  it("includes and excludes the words it should", async () => {
    const terms = folded.map((each) => documentTerms(each));
    const word = fc.constantFrom("взрывами", "домов", "attacking", "кита", "12", "тег");
    await fc.assert(
      fc.asyncProperty(word, word, word, async (one, two, without) => {
        const found = await find(database.pool, { words: `${one} ${two} -${without}` });
        expect(found).toEqual(
          scan(
            (index) =>
              terms[index]!.has(stem(one)) &&
              terms[index]!.has(stem(two)) &&
              !terms[index]!.has(stem(without)),
          ),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("finds by a phrase exactly the texts with those words side by side", async () => {
    const sequences = folded.map((each) =>
      tokenise(each)
        .filter(({ kind }) => kind !== "tag")
        .map(({ text: token, kind }) => (kind === "word" ? stem(token) : token))
        .join("\n"),
    );
    const word = fc.constantFrom("взрыв", "дом", "attack", "а", "в", "12", "тег", "👍");
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 2, maxLength: 3 }), async (words) => {
        const wanted = `\n${words.map((each) => stem(each)).join("\n")}\n`;
        expect(await find(database.pool, { words: `"${words.join(" ")}"` })).toEqual(
          scan((index) => `\n${sequences[index]}\n`.includes(wanted)),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("marks something in every hit", async () => {
    await fc.assert(
      fc.asyncProperty(piece, fc.boolean(), async (each, isLiteral) => {
        fc.pre(fold(each).trim() !== "");
        const query = isLiteral ? { literal: each } : { words: each };
        const page = await search(database.pool, { query, first: 50 });
        fc.pre(each.trim() !== "-");
        for (const { id } of page.hits) {
          expect(page.highlight(corpus[id]!).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("answers any query whatever, or says what is wrong with it", async () => {
    const noise = fc.array(
      fc.oneof(
        piece,
        fc.constantFrom('"', "-", "\\", "'", "&", "|", "!", ":*", "<->", "(", ")", "%", "\u0000"),
        fc.string({ unit: "binary", maxLength: 5 }),
      ),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(noise, fc.boolean(), async (pieces, isLiteral) => {
        const query = pieces.join("");
        try {
          await find(database.pool, isLiteral ? { literal: query } : { words: query });
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
        expect(await find(database.pool, null, { first: 1 })).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});
