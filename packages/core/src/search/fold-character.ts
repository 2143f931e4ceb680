/** Letters that one writer tells apart and another does not; what NFKC and lower case leave. */
const LETTERS = new Map(
  Object.entries({
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    ł: "l",
    đ: "d",
    ð: "d",
    þ: "th",
    ħ: "h",
    // Turkish: İ, I, ı and i all meet.
    ı: "i",
    ς: "σ",
    ё: "е",
    ѐ: "е",
    ѝ: "и",
    // Arabic and Persian keyboards write the same letter with different code points.
    أ: "ا",
    إ: "ا",
    آ: "ا",
    ٱ: "ا",
    ى: "ي",
    ی: "ي",
    ې: "ي",
    ک: "ك",
    ڪ: "ك",
    ة: "ه",
    ۀ: "ه",
    ە: "ه",
    ہ: "ه",
    ھ: "ه",
    ۃ: "ه",
    // Hebrew final forms.
    ך: "כ",
    ם: "מ",
    ן: "נ",
    ף: "פ",
    ץ: "צ",
    // Punctuation that keyboards, phones and typographers set differently.
    "’": "'",
    "‘": "'",
    "‛": "'",
    ʼ: "'",
    ʻ: "'",
    ʹ: "'",
    "′": "'",
    "´": "'",
    "`": "'",
    "׳": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "«": '"',
    "»": '"',
    "״": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "−": "-",
    "־": "-",
  }),
);

/**
 * Marks that a search must not depend on: accents left over after composition, Hebrew points,
 * Arabic vowel signs and tatweel, variation selectors, the keycap, kana voicing marks without a
 * kana. Vowel signs of Indic and South-East Asian scripts are letters to their readers and stay.
 */
const DROPPED_MARK =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0100}-\u{e01ef}]/u;
/** Joiners, direction marks, soft hyphens, tag characters; halves of broken surrogate pairs. */
const INVISIBLE = /[\p{Cf}\p{Cs}]/u;
const BLANK = /[\p{Z}\p{Cc}]/u;
const DIGIT = /\p{Nd}/u;
const ACCENTED_SCRIPT = /[\p{Script=Latin}\p{Script=Greek}]/u;

/**
 * What one character of NFC text becomes for searching: "" when it is dropped, several characters
 * when it is a ligature or the like. It never depends on the neighbours, so a piece of a text
 * folds to a piece of the folded text.
 */
export function foldCharacter(character: string): string {
  return LETTERS.get(character) ?? Array.from(compatible(character), foldSimple).join("");
}

/** NFKC and lower case; PostgreSQL and Telegram never see what they cannot store. */
function compatible(character: string): string {
  return character.normalize("NFKC").toLowerCase().normalize("NFC");
}

function foldSimple(character: string): string {
  const letter = LETTERS.get(character);
  if (letter !== undefined) return letter;
  if (DROPPED_MARK.test(character) || INVISIBLE.test(character)) return "";
  if (BLANK.test(character)) return " ";
  if (DIGIT.test(character)) return digitOf(character.codePointAt(0)!);
  if (!ACCENTED_SCRIPT.test(character)) return character;
  return Array.from(character.normalize("NFD"), (part) =>
    DROPPED_MARK.test(part) ? "" : (LETTERS.get(part) ?? part),
  ).join("");
}

/** Unicode keeps decimal digits in runs of ten, in order. */
function digitOf(codePoint: number): string {
  let value = 0;
  while (DIGIT.test(String.fromCodePoint(codePoint - value - 1))) value++;
  return String(value % 10);
}
