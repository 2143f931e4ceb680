import type { ClientBase } from "pg";
import type { LiteralConstraint } from "../search/literal-constraints.ts";
import { literalConstraints } from "../search/literal-constraints.ts";
import { stem } from "../search/stem.ts";
import type { ParsedQuery } from "../search/text-query.ts";
import type { SearchFilter } from "./search-request.ts";
import { constraintQuery, filterClauses, literalQuery, sequenceQuery } from "./search-tsquery.ts";

/** A search as the statements take it. */
export interface SearchConditions {
  /** A tsquery in its text form; null: nothing is asked of the terms. */
  readonly terms: string | null;
  /** What makes `terms` rare or common, for estimates. */
  readonly likely: string | null;
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
const ANY_TIME = "0001-01-01T00:00:00Z";

/** Looks up what is needed of the vocabulary. */
export async function searchConditions(
  client: ClientBase,
  query: ParsedQuery,
  filter: SearchFilter,
): Promise<SearchConditions> {
  const { must, mustNot } = filterClauses(filter);
  const isNarrowedByText = query.kind !== "everything";
  let ranking: string | null = null;
  const text: string[] = [];
  const likely: string[] = [];
  if (query.kind === "words") {
    ranking = query.include.map(sequenceQuery).join(" & ");
    text.push(ranking);
    likely.push(ranking);
    mustNot.push(...query.exclude.map(sequenceQuery));
  } else if (query.kind === "literal") {
    const constraints = await literalClauses(client, query.folded);
    if (constraints.length > 0) text.push(literalQuery(constraints));
    likely.push(...constraints);
  }
  const { channelIds } = filter;
  const walked = channelIds && channelIds.length <= MAX_WALKED_CHANNELS ? channelIds : null;
  // Walking a channel's own messages by date needs no index of what the channel has.
  const needsChannelTerm = walked === null || isNarrowedByText || must.length > 1;
  const positive = [...text, ...(needsChannelTerm ? must : [])];
  const all = [...positive, ...mustNot.map((clause) => `!${clause}`)];
  return {
    terms: all.length === 0 ? null : all.join(" & "),
    likely: [...likely, ...must].join(" & ") || null,
    isIndexable: positive.length > 0,
    ranking,
    literal: query.kind === "literal" ? query.folded : null,
    from: filter.postedAfter?.toISOString() ?? (filter.postedBefore ? ANY_TIME : "-infinity"),
    before: filter.postedBefore?.toISOString() ?? "infinity",
    channelIds: walked,
  };
}

async function literalClauses(client: ClientBase, folded: string): Promise<string[]> {
  const clauses: string[] = [];
  for (const constraint of literalConstraints(folded)) {
    const terms = await termsOfWords(client, constraint);
    if (terms === null) continue;
    // No word of the archive looks like it: only what is too large to tell may have it.
    if (constraint.kind === "word" && terms.size === 0) return ["'X'"];
    clauses.push(constraintQuery(constraint, terms));
  }
  return clauses;
}

/** Null when so many words look like it that it is no help. */
async function termsOfWords(
  client: ClientBase,
  constraint: LiteralConstraint,
): Promise<ReadonlySet<string> | null> {
  if (constraint.kind !== "word") return new Set();
  // The pattern holds letters or digits alone, so nothing in it has to be escaped.
  const { rows } = await client.query<{ word: string }>(
    "SELECT word FROM search_word WHERE word LIKE $1 LIMIT $2",
    [constraint.like, MAX_WORDS + 1],
  );
  if (rows.length > MAX_WORDS) return null;
  return new Set(rows.map(({ word }) => (/^\p{N}/u.test(word) ? word : stem(word))));
}
