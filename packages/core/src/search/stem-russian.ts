/*
 * Snowball's Russian stemmer (https://snowballstem.org/algorithms/russian/stemmer.html). Endings
 * are removed inside RV, the part after the first vowel; the longest of a group wins.
 *
 * It takes the -ов and -ев of a bare name for an ending, but leaves it before an ending: Киев would
 * be "ки" and Киева "киев". So it is removed there too, which is the one difference.
 */

const VOWEL = /[аеиоуыэюя]/u;
/** Of the first group of an ending, only after а or я. */
const GERUND_A = endings("в вши вшись");
const GERUND = endings("ив ивши ившись ыв ывши ывшись");
const REFLEXIVE = endings("ся сь");
const ADJECTIVE = endings(
  "ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею",
);
const PARTICIPLE_A = endings("ем нн вш ющ щ");
const PARTICIPLE = endings("ивш ывш ующ");
const VERB_A = endings("ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно");
const VERB = endings(
  "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
);
const NOUN = endings(
  "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я",
);
const DERIVATIONAL = endings("ост ость");
const SUPERLATIVE = endings("ейш ейше");

function endings(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** The stem of a folded word in Russian letters (ё is е already). */
export function stemRussian(word: string): string {
  const firstVowel = word.search(VOWEL);
  if (firstVowel < 0) return word;
  const start = firstVowel + 1;
  const stem = snowball(word, start);
  return /[ое]в$/u.test(stem) && stem.length - 2 >= start ? stem.slice(0, -2) : stem;
}

function snowball(word: string, start: number): string {
  let stem = inflection(word, start);
  stem = strip(stem, start, "и");
  stem = removeEnding(stem, Math.max(start, secondRegion(word)), DERIVATIONAL, null) ?? stem;
  if (stem.endsWith("нн") && stem.length - 2 >= start) return stem.slice(0, -1);
  const plain = removeEnding(stem, start, SUPERLATIVE, null);
  if (plain !== null) {
    return plain.endsWith("нн") && plain.length - 2 >= start ? plain.slice(0, -1) : plain;
  }
  return strip(stem, start, "ь");
}

function inflection(word: string, start: number): string {
  const gerund = removeEnding(word, start, GERUND, GERUND_A);
  if (gerund !== null) return gerund;
  const active = removeEnding(word, start, REFLEXIVE, null) ?? word;
  const adjective = removeEnding(active, start, ADJECTIVE, null);
  if (adjective !== null) {
    return removeEnding(adjective, start, PARTICIPLE, PARTICIPLE_A) ?? adjective;
  }
  return (
    removeEnding(active, start, VERB, VERB_A) ?? removeEnding(active, start, NOUN, null) ?? active
  );
}

/** The word without the longest ending of either group, or null when it has none that may go. */
function removeEnding(
  word: string,
  start: number,
  free: ReadonlySet<string>,
  afterA: ReadonlySet<string> | null,
): string | null {
  for (let length = Math.min(6, word.length - start); length > 0; length--) {
    const cut = word.length - length;
    const ending = word.slice(cut);
    if (free.has(ending)) return word.slice(0, cut);
    // The а or я stays, and lies inside RV itself. A longest ending that lacks it ends the search.
    if (afterA?.has(ending)) {
      const before = word[cut - 1];
      return cut - 1 >= start && (before === "а" || before === "я") ? word.slice(0, cut) : null;
    }
  }
  return null;
}

function strip(word: string, start: number, letter: string): string {
  return word.endsWith(letter) && word.length - 1 >= start ? word.slice(0, -1) : word;
}

/** Where R2 starts: R1 follows the first non-vowel after a vowel, R2 does the same inside R1. */
function secondRegion(word: string): number {
  return regionAfter(word, regionAfter(word, 0));
}

function regionAfter(word: string, from: number): number {
  for (let at = from + 1; at < word.length; at++) {
    if (VOWEL.test(word[at - 1]!) && !VOWEL.test(word[at]!)) return at + 1;
  }
  return word.length;
}
