import { randomUUID } from "node:crypto";

import { TelekeepError } from "@telekeep/core";
import { GraphQLError } from "graphql";

import type { Logger } from "../logging.ts";
import { databaseFailure } from "./database-failure.ts";

/**
 * Turns what a resolver threw into what a caller may see: expected failures keep their sentence and
 * code, all else goes to the log under an id and only the id goes out.
 */
export function maskErrors(log: Logger): (error: unknown) => Error {
  return (error) => {
    const cause = causeOf(error);
    if (cause === null) return error as GraphQLError;
    const place = error instanceof GraphQLError ? error : null;
    const where = place && { nodes: place.nodes, path: place.path };
    const expected = cause instanceof TelekeepError ? cause : databaseFailure(cause);
    if (expected !== null) {
      return new GraphQLError(expected.message, { ...where, extensions: { code: expected.code } });
    }
    const id = randomUUID();
    log.error({ id, err: cause, path: place?.path?.join(".") }, "an operation failed unexpectedly");
    return new GraphQLError(`Unexpected error. Id: ${id}`, {
      ...where,
      extensions: { code: "INTERNAL_ERROR", id, unexpected: true },
    });
  };
}

/** What lies beneath an error, or null for one that GraphQL itself or its limits raised. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  return error.originalError === undefined ? null : causeOf(error.originalError);
}
