/*
 * Porter's second English stemmer (https://snowballstem.org/algorithms/english/stemmer.html), for
 * words of a–z. A y that stands for a consonant is written Y while it works.
 */

const IRREGULAR = new Map(
  Object.entries({
    skis: "ski",
    skies: "sky",
    dying: "die",
    lying: "lie",
    tying: "tie",
    idly: "idl",
    gently: "gentl",
    ugly: "ugli",
    early: "earli",
    only: "onli",
    singly: "singl",
    sky: "sky",
    news: "news",
    howe: "howe",
    atlas: "atlas",
    cosmos: "cosmos",
    bias: "bias",
    andes: "andes",
  }),
);
const KEPT = new Set("inning outing canning herring earring proceed exceed succeed".split(" "));
const STEP_2: readonly (readonly [string, string])[] = [
  ["ization", "ize"],
  ["ational", "ate"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["iveness", "ive"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["lessli", "less"],
  ["entli", "ent"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["ousli", "ous"],
  ["iviti", "ive"],
  ["fulli", "ful"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["abli", "able"],
  ["izer", "ize"],
  ["ator", "ate"],
  ["alli", "al"],
  ["bli", "ble"],
  ["ogi", "og"],
  ["li", ""],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["alize", "al"],
  ["icate", "ic"],
  ["iciti", "ic"],
  ["ative", ""],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const STEP_4 = "ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic".split(
  " ",
);
const VOWEL = /[aeiouy]/;
const SHORT_END = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/;

/** The stem of a folded word of a–z. */
export function stemEnglish(word: string): string {
  if (word.length <= 2) return word;
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  let stem = word.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const first = firstRegion(stem);
  const second = regionAfter(stem, first);
  stem = plural(stem);
  if (KEPT.has(stem)) return stem;
  stem = pastAndGerund(stem, first);
  if (/[^aeiouy][yY]$/.test(stem) && stem.length > 2) stem = `${stem.slice(0, -1)}i`;
  stem = derivation(stem, first);
  stem = derivation3(stem, first, second);
  stem = derivation4(stem, second);
  return finalLetter(stem, first, second).replaceAll("Y", "y");
}

function firstRegion(word: string): number {
  const prefix = /^(?:gener|commun|arsen)/.exec(word);
  return prefix ? prefix[0].length : regionAfter(word, 0);
}

function regionAfter(word: string, from: number): number {
  for (let at = from + 1; at < word.length; at++) {
    if (VOWEL.test(word[at - 1]!) && !VOWEL.test(word[at]!)) return at + 1;
  }
  return word.length;
}

function plural(word: string): string {
  if (word.endsWith("sses")) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/[us]s$/.test(word) || !word.endsWith("s")) return word;
  return VOWEL.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

function pastAndGerund(word: string, first: number): string {
  const eed = /eed(?:ly)?$/.exec(word);
  if (eed) return eed.index >= first ? `${word.slice(0, eed.index)}ee` : word;
  const ending = /(?:ingly|edly|ing|ed)$/.exec(word);
  if (!ending || !VOWEL.test(word.slice(0, ending.index))) return word;
  const stem = word.slice(0, ending.index);
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) {
    return /^[aeo]..$/.test(stem) ? stem : stem.slice(0, -1);
  }
  return first >= stem.length && SHORT_END.test(stem) ? `${stem}e` : stem;
}

function derivation(word: string, first: number): string {
  const found = STEP_2.find(([ending]) => word.endsWith(ending));
  if (!found || word.length - found[0].length < first) return word;
  const [ending, replacement] = found;
  const stem = word.slice(0, -ending.length);
  if (ending === "ogi" && !stem.endsWith("l")) return word;
  if (ending === "li" && !/[cdeghkmnrt]$/.test(stem)) return word;
  return stem + replacement;
}

function derivation3(word: string, first: number, second: number): string {
  const found = STEP_3.find(([ending]) => word.endsWith(ending));
  if (!found) return word;
  const start = word.length - found[0].length;
  return start < (found[0] === "ative" ? second : first) ? word : word.slice(0, start) + found[1];
}

function derivation4(word: string, second: number): string {
  const ending = STEP_4.find((each) => word.endsWith(each));
  if (ending === undefined || word.length - ending.length < second) return word;
  const stem = word.slice(0, -ending.length);
  return ending === "ion" && !/[st]$/.test(stem) ? word : stem;
}

function finalLetter(word: string, first: number, second: number): string {
  const last = word.length - 1;
  const stem = word.slice(0, last);
  if (word.endsWith("e")) {
    return last >= second || (last >= first && !SHORT_END.test(stem)) ? stem : word;
  }
  return word.endsWith("ll") && last >= second ? stem : word;
}
