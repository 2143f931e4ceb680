import type { CharacterClass } from "./character-class.ts";
import { classOf, DIGIT, EMOJI, LETTER, OTHER, UNSPACED } from "./character-class.ts";

/**
 * What a token is: a word in letters, a number, a pair of characters (or the last one alone) of an
 * unspaced run, a pictograph, or a hashtag or mention as a whole.
 */
export type TokenKind = "word" | "number" | "pair" | "last" | "emoji" | "tag";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** 1 for the first token. A tag stands where its first word stands; two tokens never do else. */
  readonly position: number;
  /** UTF-16 range in the folded text. */
  readonly start: number;
  readonly end: number;
  /** Whether `text` is only the beginning of what stands there. */
  readonly isCut: boolean;
}

/** Longer words, numbers and tags are cut to this many UTF-16 units. */
export const MAX_TOKEN_LENGTH = 64;

const HASH = 0x23;
const AT = 0x40;
const UNDERSCORE = 0x5f;
const APOSTROPHE = 0x27;

/**
 * Splits folded text. Words and numbers end where the class of the characters changes, so "т72"
 * and "т-72" are the same two tokens and a piece of a text has the tokens of the text, but for
 * those cut at its ends. An apostrophe belongs to a word only inside Cyrillic and Hebrew ("п'ять",
 * "צ'ק"); elsewhere it separates ("l'homme", "Türkiye'de"). A pictograph is one code point: a flag
 * is two neighbours and a family three, which are looked for like the words of a phrase.
 */
export function tokenise(folded: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let at = 0;
  while (at < folded.length) {
    const code = codePointOf(folded, at);
    const kind = classOf(code);
    if (kind === OTHER) {
      if ((code === HASH || code === AT) && !isJoined(folded, at)) {
        const end = endOfTag(folded, at + 1);
        if (end - at > 1) {
          tokens.push(cut("tag", folded, at, end, position + 1));
        }
      }
      at++;
      continue;
    }
    if (kind === EMOJI) {
      const end = at + (code > 0xffff ? 2 : 1);
      tokens.push(cut("emoji", folded, at, end, ++position));
      at = end;
      continue;
    }
    const end = endOfRun(folded, at, kind);
    if (kind === UNSPACED) position = pushPairs(tokens, folded, at, end, position);
    else tokens.push(cut(kind === LETTER ? "word" : "number", folded, at, end, ++position));
    at = end;
  }
  return tokens;
}

/** The word or number that begins at a place of folded text without apostrophes, or null. */
export function wordAt(folded: string, start: number): Token | null {
  const kind = classOf(codePointOf(folded, start));
  if (kind !== LETTER && kind !== DIGIT) return null;
  if (start > 0) {
    const unit = folded.charCodeAt(start - 1);
    const isHalf = unit >= 0xdc00 && unit <= 0xdfff;
    if (classOf(isHalf ? folded.codePointAt(start - 2)! : unit) === kind) return null;
  }
  const end = endOfRun(folded, start, kind);
  return cut(kind === LETTER ? "word" : "number", folded, start, end, 0);
}

/** String.codePointAt, which takes much longer where it matters: at most characters of most texts. */
function codePointOf(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff ? text.codePointAt(at)! : unit;
}

function cut(kind: TokenKind, folded: string, start: number, end: number, position: number): Token {
  let text = folded.slice(start, end);
  if (kind === "word" && text.includes("'")) text = text.replaceAll("'", "");
  const isCut = text.length > MAX_TOKEN_LENGTH;
  if (isCut) {
    text = text.slice(0, MAX_TOKEN_LENGTH);
    if (!text.isWellFormed()) text = text.slice(0, -1);
  }
  return { kind, text, position, start, end, isCut };
}

function endOfRun(folded: string, start: number, kind: CharacterClass): number {
  let at = start;
  while (at < folded.length) {
    const code = codePointOf(folded, at);
    if (classOf(code) === kind) at += code > 0xffff ? 2 : 1;
    else if (kind === LETTER && code === APOSTROPHE && isInsideWord(folded, at)) at++;
    else break;
  }
  return at;
}

/** Whether an apostrophe stands between two letters of a script that uses it as a letter. */
function isInsideWord(folded: string, at: number): boolean {
  return (
    isCyrillicOrHebrew(folded.charCodeAt(at - 1)) && isCyrillicOrHebrew(folded.charCodeAt(at + 1))
  );
}

function isCyrillicOrHebrew(unit: number): boolean {
  return (unit >= 0x400 && unit <= 0x52f) || (unit >= 0x5d0 && unit <= 0x5ea);
}

/** Whether the sign before a tag continues a word: an e-mail address is no mention. */
function isJoined(folded: string, at: number): boolean {
  const before = folded.charCodeAt(at - 1);
  return at > 0 && (before === UNDERSCORE || classOf(before) !== OTHER);
}

function endOfTag(folded: string, start: number): number {
  let at = start;
  let hasLetter = false;
  while (at < folded.length) {
    const code = folded.codePointAt(at)!;
    const kind = classOf(code);
    if (kind === LETTER || kind === UNSPACED) hasLetter = true;
    else if (kind !== DIGIT && code !== UNDERSCORE) break;
    at += code > 0xffff ? 2 : 1;
  }
  return hasLetter ? at : start;
}

/** Every two neighbours, then the last character alone, so that a prefix finds any single one. */
function pushPairs(
  tokens: Token[],
  folded: string,
  start: number,
  end: number,
  position: number,
): number {
  let at = start;
  let next = position;
  while (at < end) {
    const middle = at + (folded.codePointAt(at)! > 0xffff ? 2 : 1);
    const stop = middle < end ? middle + (folded.codePointAt(middle)! > 0xffff ? 2 : 1) : middle;
    const kind = middle < end ? "pair" : "last";
    const text = folded.slice(at, stop);
    tokens.push({ kind, text, position: ++next, start: at, end: stop, isCut: false });
    at = middle;
  }
  return next;
}
