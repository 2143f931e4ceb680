import { TlDecodeError } from "../tl/errors.ts";
import type { Connection } from "./connection.ts";
import type { Envelope } from "./message-crypto.ts";
import { judgeMessageId } from "./message-ids.ts";
import { type CallContext, performCall } from "./perform-call.ts";
import {
  isProtocolMessage,
  MisplacedMessageError,
  type ProtocolContext,
  serve,
} from "./protocol-requests.ts";
import { MSG_CONTAINER } from "./protocol-schema.ts";
import type { Parity } from "./received-messages.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { ContainerError, type IncomingMessage, idOf, unpackMessages } from "./unpack-messages.ts";

export interface ReceiveContext extends CallContext {
  readonly sessions: Sessions;
}

/**
 * One opened packet: judges its id, salt and seqnos as Telegram does, in that order, and gives
 * each message in it to whom it is for.
 */
export function receiveEnvelope(
  context: ReceiveContext,
  session: Session,
  connection: Connection,
  envelope: Envelope,
): void {
  const { messageId, seqNo, salt } = envelope;
  const now = context.now();
  const refuse = (code: number, why: string) => {
    const message = `Message ${messageId} is refused with ${code}: ${why}`;
    context.report({ kind: "message", connectionId: connection.id, message });
    session.refuse(messageId, seqNo, code);
  };
  const badId = judgeMessageId(messageId, now);
  if (badId !== null) return refuse(badId, "its id is not of this time.");
  if (!session.key.salts.accepts(salt, now / 1000)) return session.refuseSalt(messageId, seqNo);
  const isContainer = idOf(envelope.body) === MSG_CONTAINER;
  if (isContainer && session.received.has(messageId)) return refuse(19, "it came before.");

  let messages: IncomingMessage[];
  try {
    messages = unpackMessages(envelope);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return refuse(64, error.message);
  }
  const containerFault = isContainer ? session.received.judge(messageId, seqNo, "even") : null;
  if (containerFault !== null) return refuse(containerFault, "the container's seqno is wrong.");
  if (!session.established) session.establish(messages[0]!.messageId);
  for (const message of messages) receiveMessage(context, session, connection, message);
  if (isContainer) session.received.record(messageId, seqNo, "even");
}

function receiveMessage(
  context: ReceiveContext,
  session: Session,
  connection: Connection,
  message: IncomingMessage,
): void {
  const { messageId, seqNo, body } = message;
  const parity = parityOf(body);
  if (session.received.has(messageId)) return repeat(session, messageId);
  const report = (text: string, cause?: unknown) =>
    context.report({ kind: "message", connectionId: connection.id, message: text, cause });
  const fault = session.received.judge(messageId, seqNo, parity);
  if (fault !== null) {
    report(`Message ${messageId} with seqno ${seqNo} is refused with ${fault}.`);
    return session.refuse(messageId, seqNo, fault);
  }
  session.received.record(messageId, seqNo, parity);
  if (!isProtocolMessage(body)) return performCall(context, session, connection, message);

  // No acknowledgement: what asks for something is answered at once, and that says it came.
  const now = context.now() / 1000;
  const service: ProtocolContext = { session, sessions: context.sessions, connection, now };
  try {
    serve(message, service);
  } catch (error) {
    if (!(error instanceof TlDecodeError || error instanceof MisplacedMessageError)) throw error;
    report(error.message, error);
  }
}

/** The client did not hear that its message came. */
function repeat(session: Session, messageId: bigint): void {
  session.acknowledge(messageId);
  const answer = session.answerTo(messageId);
  if (answer) session.resend(answer);
}

/** Clients disagree about the protocol's own messages, acks too, so either is taken for those. */
function parityOf(body: Buffer): Parity {
  return isProtocolMessage(body) ? "any" : "odd";
}
