import { stem } from "./stem.ts";
import { tokenise } from "./tokenise.ts";

/**
 * Text beyond this many UTF-16 units is not split into terms: eight times Telegram's longest
 * message, and what keeps a hostile one inside the limits of a tsvector.
 */
export const MAX_INDEXED_LENGTH = 32_768;

/**
 * Term of texts that their terms do not cover wholly, because a word or the text was cut. Terms of
 * text are folded, so a capital letter cannot clash with them.
 */
export const INCOMPLETE = "X";

/** PostgreSQL keeps no greater position, and no more positions of one lexeme (ts_type.h). */
const MAX_POSITION = 16_383;
const MAX_POSITIONS = 255;

/** The terms of one text, each with its positions in ascending order. */
export type DocumentTerms = Map<string, number[]>;

/** Told of every word and number of a text; gives the word's stem. */
export type StemOf = (word: string, isNumber: boolean) => string;

const plainStem: StemOf = (word, isNumber) => (isNumber ? word : stem(word));

/**
 * What a folded text is indexed under: stems, numbers, pairs of characters, pictographs, tags.
 * Nothing is left out as too common: "to be or not to be" can be found, and so can «не».
 */
export function documentTerms(folded: string, stemOf: StemOf = plainStem): DocumentTerms {
  const terms: DocumentTerms = new Map();
  let isIncomplete = folded.length > MAX_INDEXED_LENGTH;
  const text = isIncomplete ? folded.slice(0, MAX_INDEXED_LENGTH) : folded;
  for (const token of tokenise(text)) {
    let term = token.text;
    if (token.kind === "word" || token.kind === "number") {
      term = stemOf(token.text, token.kind === "number");
      if (token.isCut) isIncomplete = true;
    }
    const position = token.position < MAX_POSITION ? token.position : MAX_POSITION;
    const positions = terms.get(term);
    if (positions === undefined) terms.set(term, [position]);
    else if (positions.length < MAX_POSITIONS && positions.at(-1)! < position) {
      positions.push(position);
    }
  }
  if (isIncomplete) terms.set(INCOMPLETE, []);
  return terms;
}
