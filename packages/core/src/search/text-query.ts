import { InvalidInput } from "../domain/errors.ts";
import { fold } from "./fold.ts";
import type { TermSequence } from "./parse-words.ts";
import { parseWords } from "./parse-words.ts";

/**
 * What a person looks for. `words`: all words and "quoted phrases" in any inflection, none of
 * those behind a minus. `literal`: one run of characters, also inside words; letter case, accents
 * and typographic variants make no difference.
 */
export type TextQuery = { readonly words: string } | { readonly literal: string };

/** A query in the form that the index and the highlights are matched with. */
export type ParsedQuery =
  | { readonly kind: "everything" }
  | {
      readonly kind: "words";
      readonly include: readonly TermSequence[];
      readonly exclude: readonly TermSequence[];
    }
  | { readonly kind: "literal"; readonly folded: string };

/** Code points of the longest query. */
export const MAX_QUERY_LENGTH = 1000;

/**
 * Reads a query. An empty one finds everything; one without a letter or digit, such as "₽" or
 * ":-)", is looked for as it stands. Throws InvalidInput for one that is too long or only
 * excludes; nothing else is an error.
 */
export function parseTextQuery(query: TextQuery | null): ParsedQuery {
  if (query === null) return { kind: "everything" };
  const text = "words" in query ? query.words : query.literal;
  if (Array.from(text).length > MAX_QUERY_LENGTH) {
    throw new InvalidInput(
      `The query is longer than ${MAX_QUERY_LENGTH} characters; look for a part of it.`,
    );
  }
  if ("literal" in query) return literal(fold(text));
  const { include, exclude } = parseWords(text);
  if (include.length > 0) return { kind: "words", include, exclude };
  if (exclude.length > 0) {
    throw new InvalidInput(
      "The query only says what to leave out; add a word to look for, or use a filter.",
    );
  }
  const hasSubstance = /[^\s"-]/u.test(fold(text));
  return hasSubstance ? literal(fold(text).trim()) : { kind: "everything" };
}

function literal(folded: string): ParsedQuery {
  return folded.trim() === "" ? { kind: "everything" } : { kind: "literal", folded };
}
