import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMessages, find, indexAll } from "./search-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const TEXTS = {
  ru1: "Взрывы прогремели в Киеве этой ночью",
  ru2: "Ещё один взрыв на складе; ёлка цела",
  ru3: "Система РСЗО «Град» и т-72Б3 у реки",
  en1: "Two cities were attacked last night",
  en2: "The attack on the city is running out of time, don't panic",
  uk1: "П’ять об'єктів у Києві та мова народу",
  uk2: "Українською мовою для народів",
  ar1: "قُتِلَ الصَّحَفِيُّ في المدرسة أمس",
  ar2: "مدرسه و كتاب على الطاولة ١٢٣",
  fa1: "کتاب‌ها را می‌خواهم، علی گفت ۱۲۳",
  he1: "שָׁלוֹם לכם מתל אביב, דובר צה״ל",
  tr1: "İSTANBUL'da hava IŞIL ışıl",
  de1: "Die Straße nach Köln, Überfälle und Häuser",
  zh1: "我爱中国人民,北京是首都",
  zh2: "中文维基百科",
  ja1: "東京タワーへ行きました",
  ja2: "ｶﾞｿﾘﾝの値段",
  ko1: "한국에서 왔습니다",
  th1: "ประเทศไทยสวยงาม",
  my1: "မြန်မာနိုင်ငံ",
  hi1: "नमस्ते भारत के लोग",
  el1: "Οδυσσέας ΚΑΙ θάλασσα",
  em1: "привет 👍🏽 семья 👨‍👩‍👧 ❤️ флаг 🇺🇦",
  mx1: "Canal @rybar пишет: #Новости_дня https://t.me/rybar/58213 中国 update",
  mx2: "Mail me@example.org, +7 (912) 345-67-89",
} as const;

type Name = keyof typeof TEXTS;
const names = Object.keys(TEXTS) as Name[];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await addMessages(
    database.pool,
    names.map((name, index) => ({ id: index + 1, text: TEXTS[name] })),
  );
  await indexAll(database.pool);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

async function named(query: { words: string } | { literal: string }): Promise<string> {
  const ids = await find(database.pool, query);
  return ids
    .map((id) => names[id - 1]!)
    .sort()
    .join(" ");
}

describe("a search for words finds", () => {
  it.each<[query: string, found: string]>([
    ["взрыв", "ru1 ru2"],
    ["взрывами", "ru1 ru2"],
    ["Киев", "ru1"],
    ["елка", "ru2"],
    ["ЕЩЕ", "ru2"],
    ["«град»", "ru3"],
    ["т72", "ru3"],
    ['"на складе"', "ru2"],
    ['"складе на"', ""],
    ["взрыв -ёлка", "ru1"],
    ["attacking city", "en1 en2"],
    ["attack -city", ""],
    ['"attack on the city"', "en2"],
    ["don’t", "en2"],
    ["п'ять", "uk1"],
    ["обʼєкти", "uk1"],
    ["мова народи", "uk1 uk2"],
    ["مدرسة", "ar1 ar2"],
    ["الصحفي", "ar1"],
    ["کتاب", "ar2 fa1"],
    ["على", "ar2 fa1"],
    ["میخواهم", "fa1"],
    ["123", "ar2 fa1"],
    ["שלום", "he1"],
    ['צה"ל', "he1"],
    ["istanbul", "tr1"],
    ["ISTANBUL", "tr1"],
    ["ısıl", "tr1"],
    ["strasse koln", "de1"],
    ["überfälle", "de1"],
    ["中国", "mx1 zh1"],
    ["中国人民", "zh1"],
    ["国中", ""],
    ["中", "mx1 zh1 zh2"],
    ["都", "zh1"],
    ["東京", "ja1"],
    ["ガソリン", "ja2"],
    ["한국", "ko1"],
    ["ไทย", "th1"],
    ["မြန်မာ", "my1"],
    ["भारत", "hi1"],
    ["οδυσσεας", "el1"],
    ["👍", "em1"],
    ["👩", "em1"],
    ["👨‍👩‍👧", "em1"],
    ["❤", "em1"],
    ["🇺🇦", "em1"],
    ["🇺🇸", ""],
    ["#новости_дня", "mx1"],
    ["#новости", ""],
    ["новости", "mx1"],
    ["@rybar", "mx1"],
    ["t.me/rybar/58213", "mx1"],
    ["@example", ""],
    ["912 345", "mx2"],
    ["'; DROP TABLE message; --", ""],
    ["\\ & | ! :* <-> ' взрыв", "ru1 ru2"],
  ])("%j: %s", async (words, found) => {
    expect(await named({ words })).toBe(found);
  });
});

describe("a search for a literal finds", () => {
  it.each<[query: string, found: string]>([
    ["рогрем", "ru1"],
    ["КЛАД", "ru2"],
    ["зрыв", "ru1 ru2"],
    ["взрыв на", "ru2"],
    ["зрыв на ск", "ru2"],
    ["т-72б", "ru3"],
    ["тв т-72", ""],
    ["ities were att", "en1"],
    ["don't p", "en2"],
    ["'ять об", "uk1"],
    ["бʼєкт", "uk1"],
    ["درس", "ar1 ar2"],
    ["تاب", "ar2 fa1"],
    ['צה"ל', "he1"],
    ["tanbul'd", "tr1"],
    ["trass", "de1"],
    ["国人", "zh1"],
    ["民,北", "zh1"],
    ["京", "ja1 zh1"],
    ["京是", "zh1"],
    ["국에", "ko1"],
    ["เทศ", "th1"],
    ["👩‍👧", "em1"],
    ["🇺🇦", "em1"],
    ["t.me/rybar", "mx1"],
    ["e.org, +7 (9", "mx2"],
    ["5-6", "mx2"],
    ["+", "mx2"],
    ["%", ""],
    ["_дня", "mx1"],
    ["рррр", ""],
  ])("%j: %s", async (literal, found) => {
    expect(await named({ literal })).toBe(found);
  });
});
