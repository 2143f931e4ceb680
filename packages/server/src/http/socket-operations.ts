import type { DocumentNode, ExecutionArgs } from "graphql";
import { GraphQLError } from "graphql";
import type { ConnectionInitMessage, ServerOptions, SubscribePayload } from "graphql-ws";

import { bearerToken } from "../auth/token.ts";
import type { Limits } from "../config/limits.ts";
import type { Logger } from "../logging.ts";
import type { GraphqlHandler } from "./graphql-handler.ts";
import { maskErrors } from "./mask-errors.ts";

type Enveloped = ReturnType<GraphqlHandler["getEnveloped"]>;

/**
 * How operations of a WebSocket are let in and run: the token comes in `connection_init`, and every
 * operation passes the same plugins as over HTTP, one by one.
 */
export function socketOperations(options: {
  readonly graphql: GraphqlHandler;
  readonly limits: Limits;
  readonly log: Logger;
  readonly isToken: (presented: string) => boolean;
}): ServerOptions {
  const { graphql, limits, isToken } = options;
  const mask = maskErrors(options.log);
  return {
    connectionInitWaitTimeout: limits.connectionInitMilliseconds,
    // A refusal closes the connection with 4403.
    onConnect: ({ connectionParams }) => {
      const token = tokenOf(connectionParams);
      return token !== null && isToken(token);
    },
    onSubscribe: async (connection, _id, payload) => {
      if (Object.keys(connection.subscriptions).length > limits.maxSubscriptionsPerConnection) {
        return [tooMany(limits.maxSubscriptionsPerConnection)];
      }
      try {
        return await prepare(graphql.getEnveloped({}), payload);
      } catch (error) {
        // Thrown further, it would close the whole connection.
        return [error instanceof GraphQLError ? error : (mask(error) as GraphQLError)];
      }
    },
    execute: (args) => engineOf(args).execute(args),
    subscribe: (args) => engineOf(args).subscribe(args),
  };
}

/** The plugins of the operation at hand travel as its root value, which no resolver of ours reads. */
function engineOf(args: unknown): Enveloped {
  return (args as ExecutionArgs).rootValue as Enveloped;
}

async function prepare(
  engine: Enveloped,
  { query, operationName, variables }: SubscribePayload,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const document = engine.parse(query) as DocumentNode;
  const errors = engine.validate(engine.schema, document) as readonly GraphQLError[];
  if (errors.length > 0) return errors;
  return {
    schema: engine.schema,
    document,
    operationName: operationName ?? null,
    variableValues: variables ?? {},
    contextValue: await engine.contextFactory(),
    rootValue: engine,
  };
}

function tokenOf(parameters: ConnectionInitMessage["payload"]): string | null {
  const { token, authorization, Authorization } = (parameters ?? {}) as Record<string, unknown>;
  if (typeof token === "string") return token;
  const header = authorization ?? Authorization;
  return typeof header === "string" ? bearerToken(header) : null;
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`A connection carries at most ${limit} operations at a time.`, {
    extensions: { code: "LIMIT_EXCEEDED", limit },
  });
}
