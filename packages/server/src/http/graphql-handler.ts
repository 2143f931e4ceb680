import type { GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";

import type { Limits } from "../config/limits.ts";
import type { Context } from "../context.ts";
import type { Logger } from "../logging.ts";
import { DocumentCache } from "./document-cache.ts";
import { limitDocuments } from "./limit-documents.ts";
import { limitTime } from "./limit-time.ts";
import { maskErrors } from "./mask-errors.ts";
import { GRAPHQL_PATH } from "./request-guard.ts";

/** What executes GraphQL, the same way for HTTP, event streams and WebSocket. */
export type GraphqlHandler = ReturnType<typeof createGraphqlHandler>;

/** What cannot be parsed is seldom asked twice, and a memory of it could be filled from outside. */
const NO_CACHE = { get: () => undefined, set: () => {} };

/**
 * Puts the GraphQL engine together: every door that its defaults leave open to web pages is shut,
 * and the limits are plugins of the engine, so that no transport goes round them.
 */
export function createGraphqlHandler(options: {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly log: Logger;
  /** Makes the context of one operation. */
  readonly context: () => Context;
}) {
  const { schema, limits, log } = options;
  return createYoga<object, Context>({
    schema,
    context: options.context,
    graphqlEndpoint: GRAPHQL_PATH,
    cors: false,
    multipart: false,
    graphiql: false,
    landingPage: false,
    batching: false,
    logging: false,
    parserAndValidationCache: { documentCache: new DocumentCache(), errorCache: NO_CACHE },
    maskedErrors: { maskError: maskErrors(log) },
    plugins: [limitDocuments(limits), limitTime(limits)],
    // The platform's own classes, whose streams stop when their reader does.
    fetchAPI: { Request, Response, Headers, ReadableStream, TextEncoder, TextDecoder, URL },
  });
}
