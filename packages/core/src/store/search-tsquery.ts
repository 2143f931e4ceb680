import { INCOMPLETE } from "../search/document-terms.ts";
import type { LiteralConstraint } from "../search/literal-constraints.ts";
import type { TermSequence } from "../search/parse-words.ts";
import {
  bySender,
  HAS_MEDIA,
  IS_DELETED,
  IS_EDITED,
  IS_FORWARDED,
  IS_REPLY,
  inChannel,
  withMedia,
} from "./search-attributes.ts";
import type { SearchFilter } from "./search-request.ts";

/*
 * The text form of a tsquery, sent as one parameter. Every lexeme is quoted, so that whatever a
 * person typed is a lexeme and never an operator.
 */

const quoted = (term: string): string => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

/** Terms at the distances of a phrase. */
export function sequenceQuery(sequence: TermSequence): string {
  const parts = sequence.map(({ term, offset, isPrefix }, index) => {
    const distance = index === 0 ? "" : `<${offset - sequence[index - 1]!.offset}> `;
    return `${distance}${quoted(term)}${isPrefix ? ":*" : ""}`;
  });
  return parts.length === 1 ? parts[0]! : `(${parts.join(" ")})`;
}

/** Any of some terms; never empty. */
export function anyOf(terms: Iterable<string>): string {
  return `(${[...terms].map(quoted).join(" | ")})`;
}

/** What a constraint of a literal asks for, given the terms of the words that look like it. */
export function constraintQuery(
  constraint: LiteralConstraint,
  termsOfWords: ReadonlySet<string>,
): string {
  switch (constraint.kind) {
    case "term":
      return quoted(constraint.term);
    case "prefix":
      return `${quoted(constraint.character)}:*`;
    case "word":
      return anyOf(termsOfWords);
  }
}

/** Texts that meet all constraints, or are too large to tell. */
export function literalQuery(constraints: readonly string[]): string {
  return `((${constraints.join(" & ")}) | ${quoted(INCOMPLETE)})`;
}

/** What a filter asks for beside the period: clauses that a message must meet, or must not. */
export function filterClauses(filter: SearchFilter): { must: string[]; mustNot: string[] } {
  const must: string[] = [];
  const mustNot: string[] = [];
  if (filter.channelIds) must.push(anyOf(filter.channelIds.map(inChannel)));
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
    if (wanted === true) must.push(quoted(term));
    if (wanted === false) mustNot.push(quoted(term));
  }
  return { must, mustNot };
}
