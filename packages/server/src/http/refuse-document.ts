import { GraphQLError } from "graphql";

/** The stable code of an error for a document beyond a limit. */
export const LIMIT_EXCEEDED = "LIMIT_EXCEEDED";

/** The error of a document beyond a limit. */
export function beyondLimit(what: string, actual: number, limit: number): GraphQLError {
  const counted = Number.isFinite(actual) ? `${actual}` : "more";
  return new GraphQLError(`The document has ${counted} ${what}; ${limit} are allowed.`, {
    extensions: { code: LIMIT_EXCEEDED, limit },
  });
}
