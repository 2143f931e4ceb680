import type { Connection } from "./connection.ts";
import { KeyExchange, KeyExchangeError } from "./key-exchange.ts";
import type { KnownKeys } from "./known-keys.ts";
import { EnvelopeError, openEnvelope } from "./message-crypto.ts";
import { ServerMessageIds } from "./message-ids.ts";
import { openPlainMessage, PlainMessageError, sealPlainMessage } from "./plain-message.ts";
import { type ReceiveContext, receiveEnvelope } from "./receive-envelope.ts";
import type { ServerKey } from "./server-key.ts";

export interface PayloadContext extends ReceiveContext {
  readonly keys: KnownKeys;
  readonly serverKey: ServerKey;
  readonly dcIds: ReadonlySet<number>;
  readonly primeBits: number;
}

/** A key exchange and its connection's own message ids. */
interface Exchange {
  readonly keys: KeyExchange;
  readonly ids: ServerMessageIds;
}

const NOT_FOUND = 404;

/**
 * Makes what takes every payload of every connection: by its auth key's id it is a step of a key
 * exchange, a message under a known key, or transport error 404.
 */
export function receivePayload(
  context: PayloadContext,
): (connection: Connection, payload: Buffer) => void {
  const exchanges = new WeakMap<Connection, Exchange>();

  const exchangeOf = (connection: Connection, dcId: number): Exchange => {
    const known = exchanges.get(connection);
    if (known) return known;
    const { serverKey, primeBits, now } = context;
    const keys = new KeyExchange({
      dcId,
      serverKey,
      primeBits,
      now,
      onKey: ({ authKey, firstSalt }) => context.keys.add(authKey, firstSalt, now() / 1000),
    });
    const made = { keys, ids: new ServerMessageIds() };
    exchanges.set(connection, made);
    return made;
  };

  const receivePlain = (connection: Connection, dcId: number, payload: Buffer) => {
    const { keys, ids } = exchangeOf(connection, dcId);
    const { messageId, body } = openPlainMessage(payload, connection.isPadded);
    if ((messageId & 3n) !== 0n) throw new PlainMessageError("No client's message id is odd.");
    const answer = { messageId: ids.next("answer", context.now()), body: keys.answer(body) };
    connection.send(sealPlainMessage(answer));
  };

  const receiveSealed = (connection: Connection, dcId: number, payload: Buffer) => {
    const known = context.keys.find(dcId, payload.readBigInt64LE(0));
    if (!known) return connection.sendError(NOT_FOUND);
    const envelope = openEnvelope(known.authKey.key, "client", payload);
    const session = context.sessions.open(known, envelope.sessionId);
    connection.authKeyId = known.authKey.id;
    connection.sessionId = session.id;
    session.attach(connection);
    receiveEnvelope(context, session, connection, envelope);
  };

  return (connection, payload) => {
    const { id: connectionId, dcId } = connection;
    const refuse = (kind: "transport" | "keyExchange" | "message", message: string) => {
      context.report({ kind, connectionId, message });
      connection.sendError(NOT_FOUND);
    };
    if (dcId === null || !context.dcIds.has(dcId)) return refuse("transport", `No DC ${dcId}.`);
    if (payload.length < 8) return refuse("transport", `A payload of ${payload.length} bytes.`);
    try {
      const isPlain = payload.readBigInt64LE(0) === 0n;
      (isPlain ? receivePlain : receiveSealed)(connection, dcId, payload);
    } catch (error) {
      if (error instanceof EnvelopeError) return refuse("message", error.message);
      const isExchange = error instanceof KeyExchangeError || error instanceof PlainMessageError;
      if (!isExchange) throw error;
      refuse("keyExchange", error.message);
    }
  };
}
