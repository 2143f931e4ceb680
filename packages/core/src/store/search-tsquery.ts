import { INCOMPLETE } from "../search/document-terms.ts";
import type { TermSequence } from "../search/parse-words.ts";
import {
  bySender,
  HAS_MEDIA,
  IS_DELETED,
  IS_EDITED,
  IS_FORWARDED,
  IS_REPLY,
  withMedia,
} from "./search-attributes.ts";
import type { SearchFilter } from "./search-request.ts";

/*
 * The text form of a tsquery, sent as one parameter. Every lexeme is quoted, so that whatever a
 * person typed is a lexeme and never an operator.
 */

/** A term, or the beginning of several. */
export interface Alternative {
  readonly term: string;
  readonly isPrefix: boolean;
}

/** Any of some terms; a message that is looked for meets all factors. */
export type Factor = readonly Alternative[];

/** Any of these very terms. */
export function anyOf(terms: Iterable<string>): Factor {
  return Array.from(terms, (term) => ({ term, isPrefix: false }));
}

const quoted = (term: string): string => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

/** Terms at the distances of a phrase. */
export function sequenceQuery(sequence: TermSequence): string {
  const parts = sequence.map(({ term, offset, isPrefix }, index) => {
    const distance = index === 0 ? "" : `<${offset - sequence[index - 1]!.offset}> `;
    return `${distance}${quoted(term)}${isPrefix ? ":*" : ""}`;
  });
  return parts.length === 1 ? parts[0]! : `(${parts.join(" ")})`;
}

/** Any of some alternatives; never empty. */
export function factorQuery(factor: Factor): string {
  const parts = factor.map(({ term, isPrefix }) => `${quoted(term)}${isPrefix ? ":*" : ""}`);
  return parts.length === 1 ? parts[0]! : `(${parts.join(" | ")})`;
}

/** Texts that meet all factors, or are too large to tell. */
export function literalQuery(factors: readonly Factor[]): string {
  return `((${factors.map(factorQuery).join(" & ")}) | ${quoted(INCOMPLETE)})`;
}

/** What a filter asks for beside channels and period: what a message must meet, or must not. */
export function filterFactors(filter: SearchFilter): { must: Factor[]; mustNot: Factor[] } {
  const must: Factor[] = [];
  const mustNot: Factor[] = [];
  if (filter.senderIds) must.push(anyOf(filter.senderIds.map(bySender)));
  if (filter.mediaKinds) must.push(anyOf(filter.mediaKinds.map(withMedia)));
  const flags = [
    [filter.hasMedia, HAS_MEDIA],
    [filter.isEdited, IS_EDITED],
    [filter.isDeleted, IS_DELETED],
    [filter.isForwarded, IS_FORWARDED],
    [filter.isReply, IS_REPLY],
  ] as const;
  for (const [wanted, term] of flags) {
    if (wanted === true) must.push(anyOf([term]));
    if (wanted === false) mustNot.push(anyOf([term]));
  }
  return { must, mustNot };
}
