import { stemEnglish } from "./stem-english.ts";
import { stemRussian } from "./stem-russian.ts";

/*
 * The stem depends on the word alone, never on a message's language: the same word has the same
 * stem in every message and in every query. What a word is written in tells enough.
 */

const ENGLISH = /^[a-z]+$/;
const CYRILLIC = /^[а-яіїєґў]+$/u;
const UKRAINIAN = /[іїєґў]/u;
const ARABIC = /^[\u0620-\u06ff]+$/u;

/** What a folded word of letters is indexed and looked up under; never empty. */
export function stem(word: string): string {
  if (ENGLISH.test(word)) return stemEnglish(word);
  if (CYRILLIC.test(word)) return UKRAINIAN.test(word) ? stemUkrainian(word) : stemRussian(word);
  if (ARABIC.test(word)) return stemArabic(word);
  return word;
}

/**
 * What all words of a stem begin with: Russian and Ukrainian only lose their ends, English may also
 * change the last letters that it keeps. Empty for Arabic, which loses its beginning.
 */
export function beginningOf(term: string): string {
  const first = term.charCodeAt(0);
  if (first >= 0x620 && first <= 0x6ff) return "";
  const isEnglish = first >= 0x61 && first <= 0x7a;
  return isEnglish ? term.slice(0, Math.max(1, term.length - 2)) : term;
}

/** Endings of nouns and adjectives, longest first; verbs keep theirs. */
const UKRAINIAN_ENDING =
  /(?<=..[^аеиоуюяіїє])(?:ьою|ією|ями|ами|ові|еві|єві|ого|ому|ими|іми|ьої|ою|ею|єю|ях|ах|ів|їв|ам|ям|ом|ем|єм|ої|ої|ій|ий|их|іх|им|ім|ії|ія|ію|а|я|у|ю|и|і|ї|е|є|о|ь|й)$/u;

/**
 * A word with letters that Russian lacks. Its endings go the way the Russian stemmer takes those
 * of the forms that lack them, so that "мові" meets "мова" and "народів" meets "народ".
 */
function stemUkrainian(word: string): string {
  return word.replace(UKRAINIAN_ENDING, "");
}

/** The article with the particles written onto it. */
const ARABIC_ARTICLE = /^(?:[وفبك]?ال|لل)(?=...)/u;
/** Plurals and duals of Arabic, the plural of Persian with its linking vowel. */
const ARABIC_ENDING = /(?<=...)(?:هاي|ها|ات|ون|ين)$/u;

/** Light stemming, for Arabic and Persian alike: their letters do not tell them apart. */
function stemArabic(word: string): string {
  return word.replace(ARABIC_ARTICLE, "").replace(ARABIC_ENDING, "");
}
