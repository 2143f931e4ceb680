import { foldWithMap, type MappedFold } from "./fold.ts";
import { type SequenceTerm, type TermSequence, termOf } from "./parse-words.ts";
import { mayHaveStem } from "./stem.ts";
import type { ParsedQuery } from "./text-query.ts";
import { type Token, tokenise } from "./tokenise.ts";

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

/** Where a text has what a query asks for: ascending, neither overlapping nor touching. */
export function highlightRanges(whole: string, query: ParsedQuery): Highlight[] {
  if (query.kind === "everything") return [];
  const text = whole.slice(0, MAX_HIGHLIGHTED_LENGTH);
  const mapped = foldWithMap(text);
  const found =
    query.kind === "literal"
      ? occurrences(mapped.folded, query.folded)
      : sequences(mapped.folded, query.include);
  return inCodePoints(text, merge(found.map((range) => inOriginal(mapped, range))));
}

function occurrences(folded: string, pattern: string): Range[] {
  const found: Range[] = [];
  for (let at = folded.indexOf(pattern); at >= 0; at = folded.indexOf(pattern, at + 1)) {
    found.push([at, at + pattern.length]);
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
  // Most words of a text are seen not to be it without being stemmed.
  if (token.kind === "word" && !mayHaveStem(token.text, term)) return false;
  return isPrefix ? termOf(token).startsWith(term) : termOf(token) === term;
}

function inOriginal({ starts, ends }: MappedFold, [start, end]: Range): Range {
  return [starts[start]!, ends[end - 1]!];
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
    while (unit < target) {
      unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
      codePoint++;
    }
    return codePoint;
  };
  return ranges.map(([start, end]) => {
    const offset = advanceTo(start);
    return { offset, length: advanceTo(end) - offset };
  });
}
