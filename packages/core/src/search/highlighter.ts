import { foldWithMap } from "./fold.ts";
import { type SequenceTerm, type TermSequence, termOf } from "./parse-words.ts";
import { beginningOf } from "./stem.ts";
import type { ParsedQuery } from "./text-query.ts";
import { type Token, tokenise, wordAt } from "./tokenise.ts";

/** A run of a text that a query found, in code points. */
export interface Highlight {
  readonly offset: number;
  readonly length: number;
}

type Range = readonly [start: number, end: number];

/**
 * Highlights are looked for in this many UTF-16 units of a text: Telegram's own are at most 4,096
 * characters, and a page of giants from a hand-made export must not hold the server up.
 */
const MAX_HIGHLIGHTED_LENGTH = 65_536;

/**
 * Tells where texts have what a query asks for: ascending, neither overlapping nor touching.
 */
export function highlighter(query: ParsedQuery): (text: string) => Highlight[] {
  if (query.kind === "everything") return () => [];
  const find = query.kind === "literal" ? runFinder(query.folded) : wordFinder(query.include);
  return (whole) => {
    const text = whole.slice(0, MAX_HIGHLIGHTED_LENGTH);
    const { folded, rangeOf } = foldWithMap(text);
    return inCodePoints(text, merge(find(folded).map(([start, end]) => rangeOf(start, end))));
  };
}

type Find = (folded: string) => Range[];

function runFinder(pattern: string): Find {
  return (folded) =>
    Array.from(placesOf(folded, pattern), (at): Range => [at, at + pattern.length]);
}

function* placesOf(folded: string, pattern: string): Generator<number> {
  for (let at = folded.indexOf(pattern); at >= 0; at = folded.indexOf(pattern, at + 1)) yield at;
}

function wordFinder(include: readonly TermSequence[]): Find {
  const terms = include.map(([only, second]) => (second === undefined ? only!.term : ""));
  const areWords = include.every(([only]) => !only!.isPrefix) && terms.every(isWordOrNumber);
  return (folded) =>
    // An apostrophe inside of a word is no part of what its stem begins with.
    areWords && !folded.includes("'")
      ? terms.flatMap((term) => wordsOf(folded, term))
      : sequences(folded, include);
}

/** Whether a term is of words, or a number, that can be looked for by their beginning. */
function isWordOrNumber(term: string): boolean {
  return beginningOf(term) !== "" && wordAt(term, 0)?.end === term.length;
}

/** Most words of a text are seen not to be of a term without being told apart, let alone stemmed. */
function wordsOf(folded: string, term: string): Range[] {
  const found: Range[] = [];
  for (const at of placesOf(folded, beginningOf(term))) {
    const token = wordAt(folded, at);
    if (token !== null && termOf(token) === term) found.push([token.start, token.end]);
  }
  return found;
}

function sequences(folded: string, include: readonly TermSequence[]): Range[] {
  const byPosition: Token[][] = [];
  for (const token of tokenise(folded)) (byPosition[token.position] ??= []).push(token);
  const found: Range[] = [];
  for (const sequence of include) {
    for (let position = 1; position < byPosition.length; position++) {
      const whole: Token[] = [];
      for (const asked of sequence) {
        const token = byPosition[position + asked.offset]?.find((at) => isAsked(at, asked));
        if (!token) break;
        whole.push(token);
      }
      if (whole.length < sequence.length) continue;
      // A single character stands for itself, not for the pair it was found by.
      const last = whole.at(-1)!;
      const end = sequence.at(-1)!.isPrefix ? last.start + sequence.at(-1)!.term.length : last.end;
      found.push([whole[0]!.start, end]);
    }
  }
  return found;
}

function isAsked(token: Token, { term, isPrefix }: SequenceTerm): boolean {
  if (token.kind === "word" && !token.text.startsWith(beginningOf(term))) return false;
  return isPrefix ? termOf(token).startsWith(term) : termOf(token) === term;
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous && start <= previous[1]) previous[1] = Math.max(previous[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

function inCodePoints(text: string, ranges: readonly Range[]): Highlight[] {
  let unit = 0;
  let codePoint = 0;
  const advanceTo = (target: number): number => {
    for (; unit < target; unit++) if (!isSecondHalf(text, unit)) codePoint++;
    return codePoint;
  };
  return ranges.map(([start, end]) => {
    const offset = advanceTo(start);
    return { offset, length: advanceTo(end) - offset };
  });
}

/** Whether a unit belongs to the code point that the unit before it begins. */
function isSecondHalf(text: string, unit: number): boolean {
  const code = text.charCodeAt(unit);
  if (code < 0xdc00 || code > 0xdfff) return false;
  const before = text.charCodeAt(unit - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
