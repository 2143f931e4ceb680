import { getEventListeners } from "node:events";
import { GraphQLError } from "graphql";
import { describe, expect, it } from "vitest";

import { LIMITS } from "../config/limits.ts";
import { limitTime } from "./limit-time.ts";

type Execute = (given: { signal: AbortSignal }) => Promise<unknown>;

/** Runs an execution as the engine would, with the time limit around it. */
function runWithin(milliseconds: number, execute: Execute, client?: AbortSignal): Promise<unknown> {
  let limited: Execute = execute;
  const { onExecute } = limitTime({ ...LIMITS, requestTimeoutMilliseconds: milliseconds });
  const contextValue = client && { request: { signal: client } };
  const hook = onExecute as unknown as (parts: object) => void;
  hook({
    args: { contextValue: contextValue ?? {} },
    executeFn: execute,
    setExecuteFn: (made: Execute) => {
      limited = made;
    },
  });
  return limited({} as { signal: AbortSignal });
}

/** Goes on until it is stopped, then fails as an execution does. */
const endless: Execute = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });

describe("an execution", () => {
  it("that takes too long is stopped, and its answer says so", async () => {
    const answer = await runWithin(5, endless, new AbortController().signal);
    const [error] = (answer as { errors: GraphQLError[] }).errors;
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({
      message: "This took longer than 0.005 seconds; ask for less at once.",
      extensions: { code: "TIMEOUT", http: { status: 503 } },
    });
  });

  it("is stopped when its client leaves, or has left already", async () => {
    const client = new AbortController();
    const left = runWithin(60_000, endless, client.signal);
    client.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    const stopped = ({ signal }: { signal: AbortSignal }) => Promise.resolve(signal.aborted);
    expect(await runWithin(60_000, stopped, client.signal)).toBe(true);
    expect(await runWithin(60_000, stopped)).toBe(false);
  });

  it("that ends in time leaves nothing behind with its client", async () => {
    const client = new AbortController();
    expect(await runWithin(60_000, () => Promise.resolve("done"), client.signal)).toBe("done");
    const failed = runWithin(60_000, () => Promise.reject(new Error("failed")), client.signal);
    await expect(failed).rejects.toThrow("failed");
    expect(getEventListeners(client.signal, "abort")).toEqual([]);
  });
});
