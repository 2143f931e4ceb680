import type { ClientBase } from "pg";
import { INCOMPLETE } from "../search/document-terms.ts";
import type { LiteralConstraint } from "../search/literal-constraints.ts";
import { literalConstraints } from "../search/literal-constraints.ts";
import type { TermSequence } from "../search/parse-words.ts";
import { stem } from "../search/stem.ts";
import type { ParsedQuery } from "../search/text-query.ts";
import { queryRows } from "./query-rows.ts";
import { inChannel } from "./search-attributes.ts";
import type { SearchFilter } from "./search-request.ts";
import type { Factor } from "./search-tsquery.ts";
import {
  anyOf,
  factorQuery,
  filterFactors,
  literalQuery,
  sequenceQuery,
} from "./search-tsquery.ts";

/** A search as the statements take it. */
export interface SearchConditions {
  /** A tsquery in its text form; null: nothing is asked of the terms. */
  readonly terms: string | null;
  /** What is left of `terms` to be compared where the literal is compared anyway. */
  readonly walkedTerms: string | null;
  /** What is asked of the terms beside the channel, for estimates. */
  readonly factors: readonly Factor[];
  /** The channels as a factor; none for all channels. */
  readonly channelFactors: readonly Factor[];
  /** Whether all that have something of each factor are hits, as far as can be told. */
  readonly isExact: boolean;
  /** Whether the GIN index can tell which messages meet `terms`, or only which do not. */
  readonly isIndexable: boolean;
  /** The query's own part of `terms`, for ranking. */
  readonly ranking: string | null;
  /** A run of characters that the folded text must hold. */
  readonly literal: string | null;
  /** Bounds of the time, the lower one included; `infinity` and `-infinity` for none. */
  readonly from: string;
  readonly before: string;
  /** The channels, when they are few enough to walk each by itself. */
  readonly channelIds: readonly number[] | null;
}

/** Words that a piece of a word may stand for; beyond that it narrows too little. */
const MAX_WORDS = 2000;
const MAX_WALKED_CHANNELS = 8;
/** Later than "-infinity", which stands for no time at all. */
export const ANY_TIME = "0001-01-01T00:00:00Z";

/** Looks up what is needed of the vocabulary. */
export async function searchConditions(
  client: ClientBase,
  query: ParsedQuery,
  filter: SearchFilter,
): Promise<SearchConditions> {
  const { must, mustNot } = filterFactors(filter);
  const factors = [...must];
  const positive = must.map(factorQuery);
  const negative = mustNot.map(factorQuery);
  let ranking: string | null = null;
  let literal: string | null = null;
  if (query.kind === "words") {
    ranking = query.include.map(sequenceQuery).join(" & ");
    factors.push(...termsOf(query.include));
    positive.push(ranking);
    negative.push(...query.exclude.map(sequenceQuery));
  } else if (query.kind === "literal") {
    const found = await literalFactors(client, query.folded);
    factors.push(...found);
    if (found.length > 0) literal = literalQuery(found);
  }
  const { channelIds } = filter;
  const areFew = channelIds != null && channelIds.length <= MAX_WALKED_CHANNELS;
  const channelFactors = channelIds ? [anyOf(channelIds.map(inChannel))] : [];
  // Walking a channel's own messages by date needs no index of what the channel has.
  if (!areFew || query.kind !== "everything" || must.length > 0) {
    positive.push(...channelFactors.map(factorQuery));
  }
  const walked = [...positive, ...negative.map((clause) => `!${clause}`)];
  const all = literal === null ? walked : [literal, ...walked];
  return {
    terms: all.join(" & ") || null,
    walkedTerms: walked.join(" & ") || null,
    factors,
    channelFactors,
    isExact: query.kind === "words" ? query.include.every(isSingle) : query.kind === "everything",
    isIndexable: literal !== null || positive.length > 0,
    ranking,
    literal: query.kind === "literal" ? query.folded : null,
    from: filter.postedAfter?.toISOString() ?? (filter.postedBefore ? ANY_TIME : "-infinity"),
    before: filter.postedBefore?.toISOString() ?? "infinity",
    channelIds: areFew ? channelIds : null,
  };
}

/** The terms of words and phrases, each once. */
function termsOf(sequences: readonly TermSequence[]): Factor[] {
  const terms = new Map<string, Factor>();
  for (const { term, isPrefix } of sequences.flat()) {
    terms.set(`${term}${isPrefix ? "*" : ""}`, [{ term, isPrefix }]);
  }
  return [...terms.values()];
}

function isSingle(sequence: TermSequence): boolean {
  return sequence.length === 1;
}

async function literalFactors(client: ClientBase, folded: string): Promise<Factor[]> {
  const factors: Factor[] = [];
  for (const constraint of literalConstraints(folded)) {
    const factor = await factorOf(client, constraint);
    if (factor === null) continue;
    // No word of the archive looks like it: only what is too large to tell may have it.
    if (factor.length === 0) return [anyOf([INCOMPLETE])];
    factors.push(factor);
  }
  return factors;
}

/** Null when so many words look like it that it is no help. */
async function factorOf(client: ClientBase, constraint: LiteralConstraint): Promise<Factor | null> {
  if (constraint.kind === "term") return anyOf([constraint.term]);
  if (constraint.kind === "prefix") return [{ term: constraint.character, isPrefix: true }];
  // The pattern holds letters or digits alone, so nothing in it has to be escaped.
  const rows = await queryRows<{ word: string }>(client, {
    name: "search-words",
    text: "SELECT word FROM search_word WHERE word LIKE $1 LIMIT $2",
    values: [constraint.like, MAX_WORDS + 1],
  });
  if (rows.length > MAX_WORDS) return null;
  return anyOf(new Set(rows.map(({ word }) => (/^\p{N}/u.test(word) ? word : stem(word)))));
}
