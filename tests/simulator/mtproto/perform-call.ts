import { decodeRequest } from "../tl/decode.ts";
import { TlDecodeError } from "../tl/errors.ts";
import type { Schema } from "../tl/schema.ts";
import type { TlObject } from "../tl/value.ts";
import { rpcError, rpcResult } from "./answer-bytes.ts";
import type { Connection } from "./connection.ts";
import type { Call, Handled, Problem } from "./contract.ts";
import { type Delivery, deliver } from "./deliver-answer.ts";
import { RunningCall } from "./running-call.ts";
import type { Session } from "./session.ts";
import type { IncomingMessage } from "./unpack-messages.ts";
import { type Unwrapped, unwrapRequest } from "./unwrap-request.ts";

export interface CallContext {
  readonly schema: Schema;
  readonly gzipAboveBytes: number;
  readonly handle: (call: Call) => Handled | Promise<Handled>;
  readonly report: (problem: Problem) => void;
  readonly nextCallId: () => number;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Answers one API request: decodes it, takes its wrappers off, asks the handler, delivers. */
export function performCall(
  context: CallContext,
  session: Session,
  connection: Connection,
  message: IncomingMessage,
): void {
  const { messageId } = message;
  let wrapped: TlObject;
  try {
    wrapped = decodeRequest(context.schema, message.body);
  } catch (error) {
    if (!(error instanceof TlDecodeError)) throw error;
    const problem = { kind: "request", message: error.message, cause: error } as const;
    context.report({ ...problem, connectionId: connection.id });
    const body = rpcResult(messageId, rpcError(400, fetchError(error)));
    session.post(body, { kind: "answer", contentRelated: true, requestId: messageId });
    return;
  }
  const unwrapped = unwrapRequest(wrapped);
  session.key.layer = unwrapped.layer ?? session.key.layer;
  session.key.initConnection = unwrapped.initConnection ?? session.key.initConnection;
  if (!unwrapped.noUpdates) session.wantsUpdates = true;

  // An answer in this very turn withholds it: that is acknowledgement enough.
  session.acknowledge(messageId);
  const running = new RunningCall();
  session.calls.set(messageId, running);
  connection.calls.add(running);
  const call = describeCall(context, session, connection, messageId, unwrapped, running);
  const delivery: Delivery = { ...context, session, connection, message, call, running };
  const handled = unwrapped.after.length
    ? handleAfter(context, session, call, unwrapped.after)
    : ask(context, call);
  if (!(handled instanceof Promise)) return deliver(delivery, handled);
  void handled.then((ready) => deliver(delivery, ready));
}

function describeCall(
  context: CallContext,
  session: Session,
  connection: Connection,
  messageId: bigint,
  unwrapped: Unwrapped,
  { signal }: RunningCall,
): Call {
  const { request, wrappers, takeoutId, noUpdates } = unwrapped;
  return {
    request,
    dcId: session.key.authKey.dcId,
    authKeyId: session.key.authKey.id,
    sessionId: session.id,
    connectionId: connection.id,
    callId: context.nextCallId(),
    messageId,
    layer: session.key.layer,
    initConnection: session.key.initConnection,
    takeoutId,
    noUpdates,
    wrappers,
    receivedAt: context.now(),
    signal,
  };
}

/** The handler's answer; when it fails, Telegram's word for that. Never throws, never rejects. */
function ask(context: CallContext, call: Call): Handled | Promise<Handled> {
  const failed = (cause: unknown): Handled => {
    const { connectionId, request } = call;
    const message = `The handler of ${request._} failed: ${String(cause)}`;
    context.report({ kind: "handler", connectionId, message, cause });
    return { answer: { type: "error", code: 500, message: "INTERNAL" } };
  };
  try {
    const handled = context.handle(call);
    return handled instanceof Promise ? handled.catch(failed) : handled;
  } catch (error) {
    return failed(error);
  }
}

/** invokeAfterMsg: waits for the named requests, and fails when one of them did. */
async function handleAfter(
  context: CallContext,
  session: Session,
  call: Call,
  after: readonly bigint[],
): Promise<Handled> {
  for (const id of after) {
    // An unknown one was answered long ago, or never came: neither is waited for.
    if ((await session.calls.get(id)?.ended) === false) {
      return { answer: { type: "error", code: 400, message: "MSG_WAIT_FAILED" } };
    }
  }
  return await ask(context, call);
}

/** What Telegram says of bytes it cannot read. */
function fetchError({ fault, foundId, combinator }: TlDecodeError): string {
  if (fault !== "unknownConstructor" || foundId === null) return "INPUT_FETCH_ERROR";
  return combinator === null
    ? `INPUT_METHOD_INVALID_${foundId}_0`
    : `INPUT_CONSTRUCTOR_INVALID_${foundId}_0`;
}
