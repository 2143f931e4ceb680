import type { TlObject } from "../tl/value.ts";

/** A request with its wrappers taken off, and what they said. */
export interface Unwrapped {
  readonly request: TlObject;
  /** Names, outermost first. */
  readonly wrappers: readonly string[];
  readonly layer: number | null;
  readonly initConnection: TlObject | null;
  readonly takeoutId: bigint | null;
  readonly noUpdates: boolean;
  /** Message ids of the requests that have to be answered before. */
  readonly after: readonly bigint[];
}

/** Takes invokeWithLayer, initConnection, invokeAfterMsg and their like off a request. */
export function unwrapRequest(wrapped: TlObject): Unwrapped {
  const wrappers: string[] = [];
  const after: bigint[] = [];
  let layer: number | null = null;
  let initConnection: TlObject | null = null;
  let takeoutId: bigint | null = null;
  let request = wrapped;
  // `query:!X` is what makes a method a wrapper; no other field of that name is a method call.
  while (isWrapper(request)) {
    const { query, ...said } = request;
    wrappers.push(request._);
    if (request._ === "invokeWithLayer") layer = request.layer as number;
    if (request._ === "initConnection") initConnection = said;
    if (request._ === "invokeWithTakeout") takeoutId = request.takeout_id as bigint;
    if (request._ === "invokeAfterMsg") after.push(request.msg_id as bigint);
    if (request._ === "invokeAfterMsgs") after.push(...(request.msg_ids as bigint[]));
    request = query;
  }
  const noUpdates = wrappers.includes("invokeWithoutUpdates");
  return { request, wrappers, layer, initConnection, takeoutId, noUpdates, after };
}

function isWrapper(request: TlObject): request is TlObject & { readonly query: TlObject } {
  return /^(invoke(With|After)\w+|initConnection)$/.test(request._);
}
