import { foldWithMap, type MappedFold } from "./fold.ts";
import { type TermSequence, termOf } from "./parse-words.ts";
import type { ParsedQuery } from "./text-query.ts";
import { type Token, tokenise } from "./tokenise.ts";

/** A run of a text that a query found, in code points. */
export interface Highlight {
  readonly offset: number;
  readonly length: number;
}

type Range = readonly [start: number, end: number];

/** Where a text has what a query asks for: ascending, neither overlapping nor touching. */
export function highlightRanges(text: string, query: ParsedQuery): Highlight[] {
  if (query.kind === "everything") return [];
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
  const byPosition: { token: Token; term: string }[][] = [];
  for (const token of tokenise(folded)) {
    (byPosition[token.position] ??= []).push({ token, term: termOf(token) });
  }
  const found: Range[] = [];
  for (const sequence of include) {
    for (let position = 1; position < byPosition.length; position++) {
      const tokens = sequence.map(
        ({ term, offset, isPrefix }) =>
          byPosition[position + offset]?.find((at) =>
            isPrefix ? at.term.startsWith(term) : at.term === term,
          )?.token,
      );
      if (tokens.includes(undefined)) continue;
      const whole = tokens as Token[];
      // A single character stands for itself, not for the pair it was found by.
      const last = whole.at(-1)!;
      const end = sequence.at(-1)!.isPrefix ? last.start + sequence.at(-1)!.term.length : last.end;
      found.push([whole[0]!.start, end]);
    }
  }
  return found;
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
