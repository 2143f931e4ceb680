import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { beginningOf, stem } from "./stem.ts";

/** Forms of one word. */
const FORMS: readonly (readonly [stem: string, forms: string])[] = [
  ["взрыв", "взрыв взрыва взрывы взрывов взрывами взрывах"],
  ["нов", "новый новая нового новую новые новых новыми"],
  ["украин", "украина украины украину украиной"],
  ["стреля", "стреляет стреляют стрелять стрелял стреляла"],
  ["важн", "важный важного важнейший"],
  ["радост", "радость радости радостью"],
  ["елк", "ёлка ёлки ёлку елка"],
  ["attack", "attack attacks attacked attacking"],
  ["citi", "city cities"],
  ["nation", "national nation nations"],
  ["hope", "hope hopes hoped hoping"],
  ["run", "run runs running"],
  ["happi", "happy happiness"],
  ["ки", "Киев Киева Киеву Киеве Киевом"],
  ["лавр", "Лавров Лаврова Лавровым"],
  ["путин", "Путин Путина Путиным Путине"],
  ["constructor", "constructor constructors"],
  ["мов", "мова мови мову мові мовою"],
  ["народ", "народ народу народів народами"],
  ["війн", "війна війни війну війні війною"],
  ["зеленськ", "зеленський зеленського зеленському зеленської"],
  ["كتاب", "كتاب الكتاب والكتاب بالكتاب"],
  ["معلوم", "معلومات المعلومات"],
  ["كتاب", "کتاب کتاب‌ها کتاب‌های"],
];

describe("stemming", () => {
  it.each(FORMS)("gives %s for %s", (expected, forms) => {
    const stems = forms.split(" ").map((form) => stem(fold(form)));
    expect(new Set(stems)).toEqual(new Set([expected]));
  });

  it.each([
    ["мир", "мирт"],
    ["стол", "столица"],
    ["general", "genre"],
    ["تنها", "تن"],
    ["الان", "ان"],
    ["київ", "ки"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(stem(fold(one))).not.toBe(stem(fold(other)));
  });

  it.each(["я", "і", "a", "ال", "ها", "ся", "y", "s", "ing", "ь", "あ", "toString", "__proto__"])(
    "leaves something of %s",
    (word) => {
      expect(stem(word)).not.toBe("");
    },
  );
});

describe("what the words of a stem begin with", () => {
  it("is the beginning of each of them, in any script", () => {
    const scripts = ["abcdehilnosyz", "аеийлнорсть", "іїєґваоми", "ابتكلمنهويف", "אבגד"];
    const word = fc.oneof(
      ...scripts.map((letters) =>
        fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 9 }),
      ),
    );
    fc.assert(
      fc.property(word, (text) => {
        expect(text.startsWith(beginningOf(stem(text)))).toBe(true);
      }),
    );
    for (const text of ["dying", "skies", "happy", "hoping", "relational", "sensibility", "only"]) {
      expect(text.startsWith(beginningOf(stem(text))), text).toBe(true);
    }
  });

  it("tells most other words apart", () => {
    expect(beginningOf(stem("собаки"))).toBe("собак");
    expect(beginningOf(stem("houses"))).toBe("ho");
    expect(beginningOf(stem("64"))).toBe("64");
    expect(beginningOf(stem("الكتاب"))).toBe("");
  });
});
