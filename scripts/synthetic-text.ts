/**
 * Seeded text in five scripts for benchmarks: invented words with the frequencies (Zipf), lengths
 * and endings of real ones. It says nothing, so compare times with it, never hit lists.
 */

export type SyntheticLanguage = "ru" | "en" | "ar" | "fa" | "zh";

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Distinct stems of a language: rank r is met with a probability near 1 / r. */
const STEMS = 25_000;
const MEAN_LENGTH = 260;

const ONSETS: Record<Exclude<SyntheticLanguage, "zh">, readonly string[]> = {
  ru: split("б в г д ж з к л м н п р с т ф х ц ч ш пр ст тр кр вл сл гр др зв"),
  en: split("b c d f g h j k l m n p r s t v w st tr pr br cl gr sh ch th pl sp"),
  ar: split("ب ت ث ج ح خ د ر ز س ش ص ض ط ع غ ف ق ك ل م ن ه و ي"),
  fa: split("ب پ ت ج چ خ د ر ز ژ س ش ف ق ک گ ل م ن و ه ی"),
};
const VOWELS: Record<Exclude<SyntheticLanguage, "zh">, readonly string[]> = {
  ru: split("а о е и у я ы"),
  en: split("a e i o u ea ou"),
  ar: ["ا", "و", "ي", "", "", ""],
  fa: ["ا", "و", "ی", "", "", ""],
};
const ENDINGS: Record<Exclude<SyntheticLanguage, "zh">, readonly string[]> = {
  ru: ["", "а", "у", "ом", "е", "ы", "ов", "ами", "ах", "ый", "ого", "ая", "ить", "ил", "ает"],
  en: ["", "", "", "s", "ed", "ing", "ly", "er", "ion"],
  ar: ["", "", "", "ات", "ون", "ين", "ه"],
  fa: ["", "", "", "ها", "ی", "ان"],
};
const FREQUENT: Record<Exclude<SyntheticLanguage, "zh">, readonly string[]> = {
  ru: split("и в не на что с по это как а но к из за о для от так же его бы у"),
  en: split("the of to and in a is that for it on was with as are by at be this"),
  ar: split("في من على إلى أن عن مع هذا التي كان ما لا قد"),
  fa: split("و در به از که این را با است برای آن یک تا می"),
};
const EMOJI = split("🔥 ❤️ 👍 😂 🇺🇦 🇷🇺 ⚡️ ✅ 👨‍👩‍👧 🙏🏽 ❗️ 📹");

/** A writer of one language, for as many messages as are wanted. */
export class SyntheticWriter {
  readonly #language: SyntheticLanguage;
  readonly #random: () => number;
  readonly #stems: readonly string[];

  constructor(language: SyntheticLanguage, seed: number) {
    this.#language = language;
    this.#random = createRandom(seed);
    this.#stems = language === "zh" ? [] : inventStems(language, createRandom(77));
  }

  /** One message: empty for one of eight, as with media that have no caption. */
  message(): string {
    if (this.#random() < 0.12) return "";
    const wanted = Math.ceil(-Math.log(1 - this.#random() * 0.999) * (MEAN_LENGTH / 0.88));
    let text = "";
    while (text.length < Math.min(wanted, 4000)) text += this.#piece(text);
    return text;
  }

  /** The stem of a rank, 0 for the most frequent. */
  stem(rank: number): string {
    return this.#stems[rank]!;
  }

  #piece(before: string): string {
    const random = this.#random();
    if (random < 0.008) return ` ${this.#pick(EMOJI)}`;
    if (random < 0.012) return ` #${this.#word()}`;
    if (random < 0.016) return ` https://t.me/c/${Math.floor(1e6 ** this.#random())}`;
    if (random < 0.03) return ` ${Math.floor(10 ** (this.#random() * 4))}`;
    if (random < 0.1) return this.#language === "zh" ? "，" : ". ";
    if (this.#language === "zh") return this.#hanzi() + this.#hanzi();
    const space = before === "" || before.endsWith(" ") ? "" : " ";
    return space + this.#word();
  }

  #hanzi(): string {
    return String.fromCharCode(0x4e00 + Math.floor(4000 ** this.#random() * 1.5));
  }

  #word(): string {
    if (this.#language === "zh") return this.#hanzi() + this.#hanzi();
    if (this.#random() < 0.3) return this.#pick(FREQUENT[this.#language]);
    const stem = this.#stems[Math.floor(STEMS ** this.#random()) - 1]!;
    const endings = ENDINGS[this.#language];
    return stem + endings[Math.floor(endings.length ** this.#random()) - 1]!;
  }

  #pick(list: readonly string[]): string {
    return list[Math.floor(this.#random() * list.length)]!;
  }
}

function inventStems(language: Exclude<SyntheticLanguage, "zh">, random: () => number): string[] {
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)]!;
  const stems = new Set<string>();
  while (stems.size < STEMS) {
    let stem = "";
    for (let left = 2 + Math.floor(random() * 3); left > 0; left--) {
      stem += pick(ONSETS[language]) + pick(VOWELS[language]);
    }
    stems.add(stem + pick(ONSETS[language]));
  }
  return [...stems];
}

function split(list: string): string[] {
  return list.split(" ");
}
