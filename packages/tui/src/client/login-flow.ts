import type { ResultOf } from "../operations/graphql.ts";
import type { LoginFlowFields } from "../operations/login.ts";
import { RequestFailed } from "./failures.ts";

/** A sign-in under way: what it waits for. */
export type LoginFlow = ResultOf<typeof LoginFlowFields>;

/** The flow that a step of a sign-in led to. @throws RequestFailed when it was refused */
export function loginFlowOf(
  result:
    | { __typename: "LoginStepSuccess"; flow: LoginFlow }
    | { __typename: string; message: string; code: string },
): LoginFlow {
  if ("flow" in result) return result.flow;
  throw new RequestFailed(result.code, result.message);
}
