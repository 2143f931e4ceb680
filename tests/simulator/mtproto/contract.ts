import type { TlObject, TlValue } from "../tl/value.ts";
import type { AuthKeyStore } from "./auth-keys.ts";

/** One RPC request, its wrappers (invokeWithLayer, initConnection, …) taken off. */
export interface Call {
  /** The innermost method, e.g. `{ _: "messages.getHistory", … }`. */
  readonly request: TlObject;
  readonly dcId: number;
  readonly authKeyId: bigint;
  readonly sessionId: bigint;
  readonly connectionId: number;
  /** Counts calls over the server's life, from 1. */
  readonly callId: number;
  /** The message id the request came with; a client's retry has another one. */
  readonly messageId: bigint;
  /** From the last invokeWithLayer under this auth key; null before there was one. */
  readonly layer: number | null;
  /** From the last initConnection under this auth key (the object without its query). */
  readonly initConnection: TlObject | null;
  /** From invokeWithTakeout around this very request. */
  readonly takeoutId: bigint | null;
  /** invokeWithoutUpdates was around this very request. */
  readonly noUpdates: boolean;
  /** Names of the wrappers around this request, outermost first. */
  readonly wrappers: readonly string[];
  /** Milliseconds by the server's clock, its offset included. */
  readonly receivedAt: number;
  /** Aborted when the client drops the answer (rpc_drop_answer) or its connection ends. */
  readonly signal: AbortSignal;
}

export type Answer =
  /**
   * The method's result, encoded by the result type the schema declares for it (so `true` for
   * Bool, an array for Vector). gzip: always, never, or by default when it is large and shrinks.
   */
  | { readonly type: "result"; readonly value: TlValue; readonly gzip?: boolean }
  | { readonly type: "error"; readonly code: number; readonly message: string }
  /** Acknowledged, never answered. */
  | { readonly type: "silence" }
  /** A result whose constructor no client knows. */
  | { readonly type: "unknownConstructor" }
  /** These bytes as the result, e.g. one from `MtprotoServer.encodeResult` kept for many answers. */
  | { readonly type: "raw"; readonly bytes: Buffer };

/** What goes wrong below RPC while one answer is delivered. */
export interface WireFault {
  /**
   * The connection ends: before the answer is sent, in the middle of its packet, or right after
   * it was written. "before" and "in" lose the answer, but for a client that comes back with the
   * same session (GramJS always takes a new one).
   */
  readonly disconnect?: "before" | "in" | "after";
  /**
   * The socket stays open, and from now on nothing is written and nothing that comes is heard.
   * That the client hangs up is still noticed, so that `connections` stays right.
   */
  readonly halfOpen?: boolean;
  /** The answer, and any fault with it, waits so long. Acks and pings do not. */
  readonly delayMs?: number;
  /** The answer is sent twice, as two messages. */
  readonly duplicateAnswer?: boolean;
  /**
   * The salt changes and the request is refused with bad_server_salt: the answer is thrown away,
   * the client sends the request again and `handle` sees it again.
   */
  readonly badSalt?: boolean;
  /**
   * Sent instead of the answer, as four bytes with the negative code (404, 429 …). The connection
   * stays open: hanging up is the client's part.
   */
  readonly transportError?: number;
}

export interface Handled {
  readonly answer: Answer;
  readonly fault?: WireFault;
}

/** What an accepted connection meets before its first byte is read. */
export type Welcome =
  | "serve"
  /** Closed at once. */
  | "refuse"
  /** Open, and never answered. */
  | "halfOpen"
  /** Every packet is answered with this transport error. */
  | { readonly transportError: number };

export interface AcceptedConnection {
  readonly connectionId: number;
  /** null on the proxy's port: the DC is named by the bytes to come. */
  readonly dcId: number | null;
}

export interface MtprotoServerOptions {
  readonly dcIds: readonly number[];
  /** Every RPC request. A rejection is answered with `500 INTERNAL` and is a problem. */
  readonly handle: (call: Call) => Handled | Promise<Handled>;
  /** Product of two 31-bit primes as Telegram sends, instead of two small ones. Default false. */
  readonly realisticPq?: boolean;
  /** How far the server's clock is ahead of `now`, in seconds. Default 0. */
  readonly clockOffsetSeconds?: number;
  /** The clock, Unix time in milliseconds. Default Date.now. */
  readonly now?: () => number;
  /** Ports per DC, e.g. those of a server that was closed. Default: chosen by the system. */
  readonly ports?: ReadonlyMap<number, number>;
  readonly proxyPort?: number;
  /** Auth keys that may outlive this server; salts follow from them. Default: in memory. */
  readonly authKeys?: AuthKeyStore;
  /** RSA private key (PEM). Default: one per process. */
  readonly privateKey?: string;
  /** Put what is ready together into one msg_container. Default true. */
  readonly containers?: boolean;
  /** Results of at least so many bytes are gzipped. Default 1,024; Infinity for never. */
  readonly gzipAboveBytes?: number;
  readonly onConnection?: (connection: AcceptedConnection) => Welcome;
  /**
   * Everything a correct client would not have caused: requests that do not parse, bad_msg
   * notifications, broken packets, handlers that throw. Default: only counted in `problems`.
   */
  readonly onProblem?: (problem: Problem) => void;
}

/** Something a client (or a handler) did wrong, as the server saw it. */
export interface Problem {
  /** "server": this server's own mistake. */
  readonly kind:
    | "transport"
    | "keyExchange"
    | "message"
    | "request"
    | "handler"
    | "answer"
    | "server";
  readonly connectionId: number;
  readonly message: string;
  readonly cause?: unknown;
}

/** An open connection. */
export interface ConnectionState {
  readonly connectionId: number;
  readonly dcId: number | null;
  readonly transport: string | null;
  /** null until the first encrypted message. */
  readonly authKeyId: bigint | null;
  readonly sessionId: bigint | null;
  readonly halfOpen: boolean;
}

export interface ConnectionFilter {
  readonly dcId?: number;
  readonly authKeyId?: bigint;
  readonly connectionId?: number;
}

export interface MtprotoServer extends AsyncDisposable {
  readonly dcs: readonly {
    readonly id: number;
    readonly host: "127.0.0.1";
    readonly port: number;
  }[];
  /** An MTProxy for all DCs: the client names its DC in the obfuscated header. */
  readonly proxy: { readonly host: "127.0.0.1"; readonly port: number; readonly secret: string };
  /** PEM (SPKI). */
  readonly publicKeys: readonly string[];
  /** What GramJS's `_serverKeys` wants: the fingerprint as a signed decimal, n as a decimal. */
  readonly rsaKeys: readonly {
    readonly fingerprint: string;
    readonly n: string;
    readonly e: number;
  }[];
  readonly authKeys: AuthKeyStore;
  /** The server's clock in milliseconds, its offset included. */
  now(): number;
  setClockOffset(seconds: number): void;
  /**
   * Sends updates to every connected session of the key that made a call without
   * invokeWithoutUpdates; the number of sessions reached. Nothing is kept for the absent.
   */
  push(authKeyId: bigint, updates: TlObject): number;
  /** The bytes of a result of this method, for `raw` answers that are sent many times. */
  encodeResult(request: TlObject, value: TlValue): Buffer;
  /** Ends connections without a word (RST); the number ended. */
  dropConnections(filter?: ConnectionFilter): number;
  /** Makes connections half-open (see WireFault.halfOpen); their number. */
  freezeConnections(filter?: ConnectionFilter): number;
  /** From now on messages under this key meet transport error 404. Connections stay open. */
  forgetKey(authKeyId: bigint): void;
  /** Every client gets bad_server_salt for its next message. */
  rotateSalts(): void;
  /** Stops listening and drops all connections, as an outage does. `dcId`: of one DC only. */
  goDown(dcId?: number): Promise<void>;
  /** Listens again, on the same ports. */
  comeBack(dcId?: number): Promise<void>;
  connections(): readonly ConnectionState[];
  /** Everything reported to `onProblem`, oldest first (the last 1,000). */
  readonly problems: readonly Problem[];
  close(): Promise<void>;
}
