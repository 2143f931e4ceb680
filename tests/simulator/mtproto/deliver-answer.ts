import type { Schema } from "../tl/schema.ts";
import { answerBytes, rpcError, rpcResult } from "./answer-bytes.ts";
import type { Connection } from "./connection.ts";
import type { Answer, Call, Handled, Problem, WireFault } from "./contract.ts";
import type { Post } from "./outgoing-message.ts";
import type { RunningCall } from "./running-call.ts";
import type { Session } from "./session.ts";
import type { IncomingMessage } from "./unpack-messages.ts";

/** A call and the way back to who made it. */
export interface Delivery {
  readonly schema: Schema;
  readonly gzipAboveBytes: number;
  readonly report: (problem: Problem) => void;
  readonly session: Session;
  readonly connection: Connection;
  readonly message: IncomingMessage;
  readonly call: Call;
  readonly running: RunningCall;
}

/** Sends an answer, with what is to go wrong on its way. */
export function deliver(delivery: Delivery, { answer, fault = {} }: Handled): void {
  if (!fault.delayMs) return deliverNow(delivery, answer, fault);
  setTimeout(() => deliverNow(delivery, answer, fault), fault.delayMs).unref();
}

function deliverNow(delivery: Delivery, answer: Answer, fault: WireFault): void {
  const { session, connection, message, running } = delivery;
  connection.calls.delete(running);
  if (running.dropped) return running.end(false);
  const { messageId: requestId, seqNo } = message;
  // The answer says that the message came; and who breaks off or refuses does not say so.
  session.withhold(requestId);
  if (fault.badSalt) {
    session.calls.delete(requestId);
    session.received.forget(requestId);
    session.key.salts.rotate();
    session.refuseSalt(requestId, seqNo);
    return running.end(false);
  }
  if (answer.type !== "silence") running.end(answer.type !== "error");
  // Whatever was ready before is out before the fault.
  if (fault.transportError || fault.halfOpen || fault.disconnect) session.flush();
  if (fault.transportError) return connection.sendError(fault.transportError);
  if (fault.halfOpen) connection.freeze();
  if (fault.disconnect === "before") connection.end();

  // Lost to this connection, an answer still waits for its session to come back.
  const body = bodyOf(delivery, answer);
  if (!body) session.acknowledge(requestId);
  else {
    const post: Post = { kind: "answer", contentRelated: true, requestId };
    if (fault.disconnect === "in") return session.postHalf(body, post);
    session.post(body, post);
    if (fault.duplicateAnswer) session.post(body, post);
  }
  if (!fault.disconnect) return;
  session.flush();
  connection.end();
}

/** The rpc_result; null for silence. A value that does not fit its method becomes an error. */
function bodyOf(delivery: Delivery, answer: Answer): Buffer | null {
  if (answer.type === "silence") return null;
  const { schema, gzipAboveBytes, report, message, call, connection } = delivery;
  try {
    const content = answerBytes(schema, call.request, answer, gzipAboveBytes);
    return rpcResult(message.messageId, content);
  } catch (cause) {
    const text = `The answer to ${call.request._} cannot be sent: ${String(cause)}`;
    report({ kind: "answer", connectionId: connection.id, message: text, cause });
    return rpcResult(message.messageId, rpcError(500, "INTERNAL"));
  }
}
