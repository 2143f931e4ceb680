/** What the tokeniser needs to know of a folded character. */
export const OTHER = 0;
/** A letter, or a mark that belongs to one, of a script that puts spaces between words. */
export const LETTER = 1;
export const DIGIT = 2;
/** A letter or mark of a script whose words are not told apart by spaces, and Hangul, whose
 * particles are glued to their words: these are indexed by pairs of characters. */
export const UNSPACED = 3;
/** A pictograph, or one half of a flag. */
export const EMOJI = 4;

/** A class of {@link OTHER}, {@link LETTER}, {@link DIGIT}, {@link UNSPACED}, {@link EMOJI}. */
export type CharacterClass = 0 | 1 | 2 | 3 | 4;

const LETTER_OR_MARK = /[\p{L}\p{M}]/u;
const NUMBER = /\p{N}/u;
const UNSPACED_SCRIPT =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Yiii}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const PICTOGRAPH = /[\p{Extended_Pictographic}\p{RI}]/u;

const UNKNOWN = 0xff;
/** UTF-16 unit → class; filled as characters are met. */
const UNITS = new Uint8Array(0x10000).fill(UNKNOWN);
const ASTRAL = new Map<number, CharacterClass>();

/** The class of a code point of folded text. */
export function classOf(codePoint: number): CharacterClass {
  if (codePoint > 0xffff) {
    let known = ASTRAL.get(codePoint);
    if (known === undefined) {
      known = classify(String.fromCodePoint(codePoint));
      ASTRAL.set(codePoint, known);
    }
    return known;
  }
  let known = UNITS[codePoint]!;
  if (known === UNKNOWN) {
    known = classify(String.fromCharCode(codePoint));
    UNITS[codePoint] = known;
  }
  return known as CharacterClass;
}

function classify(character: string): CharacterClass {
  if (LETTER_OR_MARK.test(character)) return UNSPACED_SCRIPT.test(character) ? UNSPACED : LETTER;
  if (NUMBER.test(character)) return DIGIT;
  return PICTOGRAPH.test(character) ? EMOJI : OTHER;
}
