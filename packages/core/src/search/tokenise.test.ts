import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { MAX_TOKEN_LENGTH, tokenise } from "./tokenise.ts";

const tokens = (text: string) =>
  tokenise(fold(text)).map(({ text: token, position }) => `${position}:${token}`);

describe("tokenising", () => {
  it.each([
    ["Т-72 и т72", "1:т 2:72 3:и 4:т 5:72"],
    ["п'ять об’єкт", "1:пять 2:обєкт"],
    ["l'homme Türkiye’de", "1:l 2:homme 3:turkiye 4:de"],
    ["中国人", "1:中国 2:国人 3:人"],
    ["東京タワーへ", "1:東京 2:京タ 3:タワ 4:ワー 5:ーへ 6:へ"],
    ["한국에 간다", "1:한국 2:국에 3:에 4:간다 5:다"],
    ["ไทย", "1:ไท 2:ทย 3:ย"],
    ["👨‍👩‍👧 ok", "1:👨 2:👩 3:👧 4:ok"],
    ["🇺🇦", "1:🇺 2:🇦"],
    ["1️⃣", "1:1"],
    ["#Новости_дня @ry_bar", "1:#новости_дня 1:новости 2:дня 3:@ry_bar 3:ry 4:bar"],
    ["a@b.com c#d #1 @ #", "1:a 2:b 3:com 4:c 5:d 6:1"],
    ["https://t.me/x/5", "1:https 2:t 3:me 4:x 5:5"],
    ["", ""],
    ["…!? —", ""],
  ])("splits %j", (text, expected) => {
    expect(tokens(text).join(" ")).toBe(expected);
  });

  it("cuts a word that is longer than any, and says so", () => {
    const [token] = tokenise("я".repeat(1000));
    expect(token).toMatchObject({ text: "я".repeat(MAX_TOKEN_LENGTH), isCut: true, end: 1000 });
    expect(tokenise("п'ять")[0]).toMatchObject({ isCut: false });
  });

  it("never splits a character and never repeats a place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        let before = 0;
        for (const token of tokenise(fold(text))) {
          expect(token.text.isWellFormed()).toBe(true);
          expect(token.text).not.toBe("");
          if (token.kind === "tag") continue;
          expect(token.position).toBe(before + 1);
          before = token.position;
        }
      }),
    );
  });
});
