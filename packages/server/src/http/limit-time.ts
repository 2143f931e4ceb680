import { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";

import type { Limits } from "../config/limits.ts";
import type { Context } from "../context.ts";

/**
 * Ends queries and mutations that take too long, and stops resolving when the client has left.
 * Subscriptions last as long as their client.
 */
export function limitTime({ requestTimeoutMilliseconds }: Limits): Plugin<Context> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const timeout = AbortSignal.timeout(requestTimeoutMilliseconds);
      const context = args.contextValue as { request?: Request };
      const signals = context.request ? [context.request.signal, timeout] : [timeout];
      const expired = () => ({ errors: [tooSlow(requestTimeoutMilliseconds)] });
      setExecuteFn(async (given) => {
        try {
          const abortable = { ...given, signal: AbortSignal.any(signals) };
          const result = await executeFn(abortable);
          return timeout.aborted ? expired() : result;
        } catch (error) {
          if (timeout.aborted) return expired();
          throw error;
        }
      });
    },
  };
}

function tooSlow(milliseconds: number): GraphQLError {
  return new GraphQLError(
    `This took longer than ${milliseconds / 1000} seconds; ask for less at once.`,
    { extensions: { code: "TIMEOUT", http: { status: 503 } } },
  );
}
