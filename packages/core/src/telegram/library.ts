// The one file that imports the client library, so that an alias can put its fork in its place, and
// the one that says what its loosely typed insides look like.
import { Api, Logger } from "telegram"; // First: its parts cannot be loaded alone.
import { AuthKey } from "telegram/crypto/AuthKey.js";
import { _serverKeys } from "telegram/crypto/RSA.js";
import { TypeNotFoundError } from "telegram/errors/index.js";
import { BinaryReader } from "telegram/extensions/BinaryReader.js";
import { LogLevel } from "telegram/extensions/Logger.js";
import { PromisedNetSockets } from "telegram/extensions/PromisedNetSockets.js";
import { SocksClient } from "telegram/extensions/socks.js";
import { returnBigInt } from "telegram/Helpers.js";
import type { Connection } from "telegram/network/connection/Connection.js";
import { ConnectionTCPFull } from "telegram/network/connection/TCPFull.js";
import { ConnectionTCPMTProxyAbridged } from "telegram/network/connection/TCPMTProxy.js";
import { MTProtoSender } from "telegram/network/MTProtoSender.js";
import { RequestState } from "telegram/network/RequestState.js";
import { computeCheck } from "telegram/Password.js";
import { StringSession } from "telegram/sessions/index.js";
import { LAYER } from "telegram/tl/AllTLObjects.js";

export type { Connection };
export {
  Api,
  AuthKey,
  BinaryReader,
  ConnectionTCPFull,
  ConnectionTCPMTProxyAbridged,
  computeCheck,
  LAYER,
  PromisedNetSockets,
  RequestState,
  returnBigInt,
  SocksClient,
  StringSession,
  TypeNotFoundError,
};

/** Says nothing: at any other level the library prints to the console, whatever the logger does. */
export const silentLogger: Logger = new Logger(LogLevel.NONE);

/** A number of 64 bits as the library has them. */
export type Long = ReturnType<typeof returnBigInt>;

/** A request and what is to become of it. */
export interface Sending {
  readonly request: Api.AnyRequest;
  readonly promise: Promise<unknown>;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  msgId?: Long | undefined;
}

/** What arrived under one message id, alone or inside a container. */
export interface Arrival<Body = unknown> {
  readonly msgId: Long;
  readonly obj: Body;
}

/** An answer to a request: either its bytes or an error. */
export interface RpcAnswer {
  readonly reqMsgId: Long;
  readonly body: Buffer | undefined;
  readonly error: Api.RpcError | undefined;
}

/** The parts of the library's sender that are used or replaced here; private in its own types. */
export interface SenderParts {
  readonly authKey: AuthKey;
  userDisconnected: boolean;
  isReconnecting: boolean;
  _userConnected: boolean;
  _connection: Connection | undefined;
  readonly _state: { reset(): void };
  readonly _sendQueue: {
    _queue: (Sending | undefined)[];
    /** Everything appended whose promise has not settled, several times what was sent again. */
    _pendingStates: Sending[];
    append(sending: Sending | undefined, setReady?: boolean, atStart?: boolean): void;
  };
  /** Sent and not answered. */
  readonly _pendingState: {
    getAndDelete(id: Long): Sending | undefined;
    delete(id: Long): void;
    clear(): void;
  };
  readonly _pendingAck: Set<Long>;
  readonly _lastAcks: unknown[];
  readonly _sendLoopHandle: Promise<void> | undefined | null;
  readonly _recvLoopHandle: Promise<void> | undefined | null;
  _connect(): Promise<void>;
  _processMessage(message: Arrival): Promise<void>;
  _handleRPCResult(message: Arrival<RpcAnswer>): void;
  _handleContainer(message: Arrival<{ readonly messages: readonly Arrival[] }>): Promise<void>;
  _handleUpdate(message: Arrival): Promise<void>;
  _handleStateForgotten(message: Arrival): Promise<void>;
  _handleBadAuthKey(): void;
  reconnect(): void;
}

/** The library's sender as a class whose insides can be overridden. */
export const SenderBase = MTProtoSender as unknown as new (
  authKey: AuthKey | undefined,
  options: object,
) => SenderParts;

/** Puts a request into the form that a sender takes. */
export function toSending(request: Api.AnyRequest): Sending {
  return new RequestState(request) as unknown as Sending;
}

/** The public keys that the library takes a server's word for, by fingerprint; one set a process. */
export const serverKeys = _serverKeys as unknown as Map<
  string,
  { readonly n: Long; readonly e: number }
>;
