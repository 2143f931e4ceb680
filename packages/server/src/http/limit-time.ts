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
      const client = (args.contextValue as { request?: Request }).request?.signal;
      setExecuteFn(async (given) => {
        const end = new AbortController();
        let isLate = false;
        const timer = setTimeout(() => {
          isLate = true;
          end.abort();
        }, requestTimeoutMilliseconds);
        timer.unref();
        const leave = () => end.abort(client?.reason);
        client?.addEventListener("abort", leave);
        if (client?.aborted) leave();
        const expired = () => ({ errors: [tooSlow(requestTimeoutMilliseconds)] });
        try {
          const abortable = { ...given, signal: end.signal };
          const result = await executeFn(abortable);
          return isLate ? expired() : result;
        } catch (error) {
          if (isLate) return expired();
          throw error;
        } finally {
          clearTimeout(timer);
          client?.removeEventListener("abort", leave);
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
