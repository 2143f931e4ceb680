import { decodeObject, decodeRequest } from "../tl/decode.ts";
import { encodeObject } from "../tl/encode.ts";
import type { TlObject } from "../tl/value.ts";
import { rpcResult } from "./answer-bytes.ts";
import type { Connection } from "./connection.ts";
import { protocolSchema } from "./protocol-schema.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";
import { type IncomingMessage, idOf } from "./unpack-messages.ts";

/** Where a service message came in. */
export interface ProtocolContext {
  readonly session: Session;
  readonly sessions: Sessions;
  readonly connection: Connection;
  /** Unix time in seconds. */
  readonly now: number;
}

/** A message of MTProto that only a server sends, or that belongs to the key exchange. */
export class MisplacedMessageError extends Error {
  override readonly name = "MisplacedMessageError";
}

const MAX_FUTURE_SALTS = 64;

/** Whether a message is MTProto's own and not the API's. */
export function isProtocolMessage(body: Buffer): boolean {
  const id = idOf(body);
  return protocolSchema.methodsById.has(id) || protocolSchema.constructorsById.has(id);
}

/**
 * Does what a service message asks for.
 *
 * @throws {TlDecodeError} for one that does not parse
 * @throws {MisplacedMessageError} for one that no client sends
 * @see https://core.telegram.org/mtproto/service_messages
 */
export function serve(message: IncomingMessage, context: ProtocolContext): void {
  const isMethod = protocolSchema.methodsById.has(idOf(message.body));
  const object = (isMethod ? decodeRequest : decodeObject)(protocolSchema, message.body);
  const { session, sessions, connection, now } = context;
  switch (object._) {
    case "msgs_ack":
      return session.acknowledged(object.msg_ids as bigint[]);
    case "ping_delay_disconnect":
      connection.endAfter(object.disconnect_delay as number);
      return pong(session, message, object);
    case "ping":
      return pong(session, message, object);
    case "get_future_salts": {
      const count = Math.min(Math.max(object.num as number, 1), MAX_FUTURE_SALTS);
      const salts = session.key.salts.future(now, count);
      const listed = salts.map((salt) => ({ _: "future_salt", ...salt }));
      const head = { req_msg_id: message.messageId, now: Math.floor(now) };
      return session.postNotice({ _: "future_salts", ...head, salts: listed }, "answer");
    }
    case "msgs_state_req":
      return tellStates(session, message, object.msg_ids as bigint[]);
    case "msg_resend_req":
      return resend(session, message, object.msg_ids as bigint[]);
    case "rpc_drop_answer":
      return dropAnswer(session, message, object.req_msg_id as bigint);
    case "destroy_session": {
      const id = object.session_id as bigint;
      const gone = id !== session.id && sessions.destroy(session.key.authKey.id, id);
      const name = gone ? "destroy_session_ok" : "destroy_session_none";
      return session.postNotice({ _: name, session_id: id }, "answer");
    }
    case "msgs_state_info":
    case "msgs_all_info":
    case "msg_detailed_info":
    case "http_wait":
      return; // Told, and nothing to be done about it.
    default:
      throw new MisplacedMessageError(`${object._} is nothing a client says here.`);
  }
}

function pong(session: Session, { messageId }: IncomingMessage, { ping_id }: TlObject): void {
  session.postNotice({ _: "pong", msg_id: messageId, ping_id }, "answer");
}

function tellStates(session: Session, message: IncomingMessage, ids: readonly bigint[]): void {
  const info = Buffer.from(ids.map((id) => stateOf(session, id)));
  session.postNotice({ _: "msgs_state_info", req_msg_id: message.messageId, info }, "answer");
}

/** 8 acknowledged, 32 a call is being or was processed, 64 its answer exists. */
function stateOf(session: Session, id: bigint): number {
  const state = session.received.stateOf(id);
  const call = session.calls.get(id);
  if (state !== 4) return state;
  if (!call) return state + 8;
  return state + 8 + 32 + (call.outcome === null ? 0 : 64);
}

function resend(session: Session, message: IncomingMessage, ids: readonly bigint[]): void {
  const known = ids.map((id) => session.sent(id)).filter((sent) => sent !== undefined);
  for (const sent of known) session.resend(sent);
  if (known.length < ids.length) tellStates(session, message, ids);
}

function dropAnswer(session: Session, message: IncomingMessage, requestId: bigint): void {
  const call = session.calls.get(requestId);
  const answer = session.answerTo(requestId);
  let result: TlObject = { _: "rpc_answer_unknown" };
  if (answer) {
    session.forget(answer);
    const { messageId, seqNo, body } = answer;
    result = { _: "rpc_answer_dropped", msg_id: messageId, seq_no: seqNo, bytes: body.length };
  } else if (call && call.outcome === null) {
    result = { _: "rpc_answer_dropped_running" };
  }
  call?.drop();
  const body = rpcResult(message.messageId, encodeObject(protocolSchema, result));
  session.post(body, { kind: "answer", contentRelated: true, requestId: message.messageId });
}
