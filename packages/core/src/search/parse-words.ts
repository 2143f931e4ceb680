import { fold } from "./fold.ts";
import { stem } from "./stem.ts";
import { type Token, tokenise } from "./tokenise.ts";

/** A term of a query, at its distance from the first one of its sequence. */
export interface SequenceTerm {
  readonly term: string;
  readonly offset: number;
  /** Also matches longer terms: a single character of an unspaced script. */
  readonly isPrefix: boolean;
}

/** Terms that stand in this order at these distances: a phrase, or a single word. */
export type TermSequence = readonly SequenceTerm[];

/** Straight, curly, low and angle quotation marks, in whatever pairs people use them. */
const QUOTE = /["“”„‟«»״]/u;
const SPACE = /\s/u;
const HEBREW = /[\u05d0-\u05ea]/u;

/**
 * Splits what a person typed into what must be there and what must not. An unclosed quotation
 * runs to the end; a minus counts only at the start of a word or phrase.
 */
export function parseWords(query: string): {
  include: TermSequence[];
  exclude: TermSequence[];
} {
  const include = new Map<string, TermSequence>();
  const exclude = new Map<string, TermSequence>();
  let at = 0;
  while (at < query.length) {
    if (SPACE.test(query[at]!)) {
      at++;
      continue;
    }
    const start = at;
    while (query[at] === "-") at++;
    const target = at > start ? exclude : include;
    const isPhrase = at < query.length && QUOTE.test(query[at]!);
    const end = isPhrase ? endOfQuotation(query, at + 1) : endOfWord(query, at);
    const sequence = termSequence(fold(query.slice(isPhrase ? at + 1 : at, end)), !isPhrase);
    if (sequence.length > 0) target.set(JSON.stringify(sequence), sequence);
    at = isPhrase ? end + 1 : end;
  }
  return { include: [...include.values()], exclude: [...exclude.values()] };
}

function endOfWord(query: string, start: number): number {
  let at = start;
  while (at < query.length && !SPACE.test(query[at]!)) at++;
  return at;
}

function endOfQuotation(query: string, start: number): number {
  for (let at = start; at < query.length; at++) {
    // Hebrew abbreviations have one before their last letter.
    const isInside = HEBREW.test(query[at - 1] ?? "") && HEBREW.test(query[at + 1] ?? "");
    if (QUOTE.test(query[at]!) && !isInside) return at;
  }
  return query.length;
}

/** The terms of a piece of a query; a hashtag or mention by itself means just that. */
function termSequence(folded: string, mayBeTag: boolean): TermSequence {
  const tokens = tokenise(folded);
  const tag = tokens[0];
  if (mayBeTag && tag?.kind === "tag" && tokens.every((token) => token.end <= tag.end)) {
    return [{ term: tag.text, offset: 0, isPrefix: false }];
  }
  const kept = tokens.filter((token, index) => isOwn(token, tokens[index - 1]));
  const first = kept[0]?.position ?? 0;
  return kept.map((token) => ({
    term: termOf(token),
    offset: token.position - first,
    isPrefix: token.kind === "last",
  }));
}

/** Not a tag beside its words, nor the last character of a run whose pairs are there already. */
function isOwn(token: Token, before: Token | undefined): boolean {
  if (token.kind === "tag") return false;
  return token.kind !== "last" || before?.kind !== "pair" || before.end !== token.end;
}

/** What a token is indexed under. */
export function termOf(token: Token): string {
  return token.kind === "word" ? stem(token.text) : token.text;
}
