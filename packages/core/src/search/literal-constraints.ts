import { termOf } from "./parse-words.ts";
import { type Token, tokenise } from "./tokenise.ts";

/**
 * What every text that holds a run of characters must have in the index. Each is necessary, none
 * is sufficient, and any may be left out: the texts they leave are compared with the run itself.
 */
export type LiteralConstraint =
  /** This very term. */
  | { readonly kind: "term"; readonly term: string }
  /** A term that begins with this character. */
  | { readonly kind: "prefix"; readonly character: string }
  /** The term of some word that looks like this: the run may begin or end inside the word. */
  | { readonly kind: "word"; readonly like: string };

/** Fewer letters than this are in too many words, and too short for a trigram. */
const MIN_INFIX = 3;
const MIN_SUFFIX = 2;
const MIN_PREFIX = 2;

/**
 * The constraints of a folded run. A token in its middle is a token of the text, because where
 * tokens end depends on the two characters there alone; one at its edge may be a part of one.
 */
export function literalConstraints(folded: string): LiteralConstraint[] {
  const constraints = new Map<string, LiteralConstraint>();
  const tokens = tokenise(folded);
  for (const [index, token] of tokens.entries()) {
    const constraint = constraintOf(folded, token, tokens[index - 1]);
    if (constraint !== null) constraints.set(JSON.stringify(constraint), constraint);
  }
  return [...constraints.values()];
}

function constraintOf(
  folded: string,
  token: Token,
  before: Token | undefined,
): LiteralConstraint | null {
  switch (token.kind) {
    case "tag":
      return null;
    case "pair":
    case "emoji":
      return { kind: "term", term: token.text };
    case "last":
      // After a pair it may be the first of another pair in the text.
      return before?.kind === "pair" && before.end === token.end
        ? null
        : { kind: "prefix", character: token.text };
    case "word":
    case "number":
      return wordConstraint(folded, token);
  }
}

function wordConstraint(folded: string, token: Token): LiteralConstraint | null {
  // Texts with so long a word are marked as such.
  if (token.isCut) return null;
  // An apostrophe at the edge may stand inside a word of the text.
  const isOpenLeft = /^'*$/u.test(folded.slice(0, token.start));
  const isOpenRight = /^'*$/u.test(folded.slice(token.end));
  const { length } = Array.from(token.text);
  if (isOpenLeft && isOpenRight) {
    return length < MIN_INFIX ? null : { kind: "word", like: `%${token.text}%` };
  }
  if (isOpenLeft) return length < MIN_SUFFIX ? null : { kind: "word", like: `%${token.text}` };
  if (isOpenRight) return length < MIN_PREFIX ? null : { kind: "word", like: `${token.text}%` };
  return { kind: "term", term: termOf(token) };
}
