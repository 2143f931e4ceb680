import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { MtprotoServer } from "../mtproto/contract.ts";
import { authKeyId, openEnvelope, sealEnvelope } from "../mtproto/message-crypto.ts";
import {
  GZIP_PACKED,
  MSG_CONTAINER,
  protocolSchema,
  RPC_RESULT,
} from "../mtproto/protocol-schema.ts";
import { ByteReader } from "../tl/byte-reader.ts";
import { decodeObject, decodeResult } from "../tl/decode.ts";
import { encodeObject, encodeRequest } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import type { TlObject, TlValue } from "../tl/value.ts";
import { exchangeKeys, type RawKeyExchangeOptions } from "./raw-key-exchange.ts";
import { RawStream, type RawStreamOptions } from "./raw-stream.ts";

/** A message of the server as it came. */
export interface RawMessage {
  readonly messageId: bigint;
  readonly seqNo: number;
  /** The container it came in; null when it came alone. */
  readonly container: bigint | null;
  readonly body: Buffer;
  /** The service message or update; for rpc_result `{ _: "rpc_result", req_msg_id, bytes }`. */
  readonly object: TlObject;
}

export interface RawClientOptions extends Partial<RawStreamOptions> {
  readonly proxied?: boolean;
  readonly authKey?: Buffer;
  readonly sessionId?: bigint;
  readonly keyExchange?: Partial<RawKeyExchangeOptions>;
}

const { schema } = telegramSchema();

/** The message id of a time, in Unix milliseconds. */
export const idAt = (now: number) => ((BigInt(Math.floor(now)) << 32n) / 1000n) & ~3n;

/** A client that does nothing by itself: no resending, no acknowledging, no pinging. */
export class RawClient implements Disposable {
  readonly stream: RawStream;
  readonly authKey: Buffer;
  readonly sessionId: bigint;
  salt: bigint;
  /** The id of the container that was sent last. */
  lastContainer = 0n;
  #lastId = 0n;
  #sequence = 0;
  #pending: RawMessage[] = [];

  private constructor(stream: RawStream, authKey: Buffer, salt: bigint, sessionId: bigint) {
    this.stream = stream;
    this.authKey = authKey;
    this.salt = salt;
    this.sessionId = sessionId;
  }

  static async connect(server: MtprotoServer, options: RawClientOptions = {}): Promise<RawClient> {
    const { dcId = 2, proxied = false } = options;
    const port = server.dcs.find(({ id }) => id === dcId)?.port ?? 0;
    const way = proxied ? { port: server.proxy.port, secret: server.proxy.secret } : { port };
    const stream = new RawStream({ ...way, ...options, dcId });
    const sessionId = options.sessionId ?? randomBytes(8).readBigInt64LE(0);
    if (options.authKey) return new RawClient(stream, options.authKey, 0n, sessionId);
    const fingerprint = BigInt(server.rsaKeys[0]!.fingerprint);
    const publicKey = server.publicKeys[0]!;
    const known = { publicKey, fingerprint, now: () => server.now() };
    const agreed = await exchangeKeys(stream, { ...known, ...options.keyExchange });
    if (!agreed) throw new Error("The server refused the key exchange.");
    return new RawClient(stream, agreed.authKey, agreed.salt, sessionId);
  }

  get authKeyId(): bigint {
    return authKeyId(this.authKey);
  }

  nextId(now = Date.now()): bigint {
    const id = idAt(now);
    this.#lastId = id > this.#lastId ? id : this.#lastId + 4n;
    return this.#lastId;
  }

  nextSeqNo(contentRelated: boolean): number {
    const seqNo = this.#sequence * 2 + (contentRelated ? 1 : 0);
    if (contentRelated) this.#sequence += 1;
    return seqNo;
  }

  /** Sends a body as a message, by default with a right id and seqno; the message's id. */
  send(body: Buffer, wrong: { id?: bigint; seqNo?: number; salt?: bigint } = {}): bigint {
    const messageId = wrong.id ?? this.nextId();
    const seqNo = wrong.seqNo ?? this.nextSeqNo(true);
    const envelope = { salt: wrong.salt ?? this.salt, sessionId: this.sessionId, messageId };
    this.stream.send(sealEnvelope(this.authKey, "client", { ...envelope, seqNo, body }));
    return messageId;
  }

  request(object: TlObject): bigint {
    return this.send(encodeRequest(schema, object));
  }

  /** A service request, e.g. ping. */
  service(object: TlObject): bigint {
    const isMethod = protocolSchema.methodsByName.has(object._);
    const body = (isMethod ? encodeRequest : encodeObject)(protocolSchema, object);
    return this.send(body, { seqNo: this.nextSeqNo(object._ !== "msgs_ack") });
  }

  /** Sends several requests in one container; their ids. */
  container(bodies: readonly Buffer[], id?: bigint): bigint[] {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(MSG_CONTAINER, 0);
    head.writeInt32LE(bodies.length, 4);
    const ids: bigint[] = [];
    const parts = bodies.map((body) => {
      const prefix = Buffer.alloc(16);
      ids.push(this.nextId());
      prefix.writeBigInt64LE(ids.at(-1)!, 0);
      prefix.writeInt32LE(this.nextSeqNo(true), 8);
      prefix.writeInt32LE(body.length, 12);
      return Buffer.concat([prefix, body]);
    });
    const container = Buffer.concat([head, ...parts]);
    this.lastContainer = id ?? this.nextId();
    this.send(container, { id: this.lastContainer, seqNo: this.nextSeqNo(false) });
    return ids;
  }

  /** The next message for which this is so; those before it are dropped. */
  async until(isIt: (message: RawMessage) => boolean): Promise<RawMessage> {
    for (;;) {
      const message = await this.next();
      if (isIt(message)) return message;
    }
  }

  /** The next message of this name. */
  async named(name: string): Promise<RawMessage> {
    return await this.until(({ object }) => object._ === name);
  }

  async next(): Promise<RawMessage> {
    const ready = this.#pending.shift();
    if (ready) return ready;
    const payload = await this.stream.receive();
    if (!payload) throw new Error("The connection was closed.");
    if (payload.length === 4) throw new Error(`Transport error ${payload.readInt32LE(0)}.`);
    const { messageId, seqNo, body } = openEnvelope(this.authKey, "server", payload);
    this.#pending.push(...messagesIn(messageId, seqNo, body));
    return await this.next();
  }

  /** Sends a request and decodes its result; an rpc_error comes as the object it is. */
  async call(object: TlObject): Promise<TlValue> {
    return await this.resultOf(this.request(object), object);
  }

  async resultOf(requestId: bigint, request: TlObject): Promise<TlValue> {
    const { object } = await this.until(
      ({ object: each }) => each._ === "rpc_result" && each.req_msg_id === requestId,
    );
    const bytes = unzipped(object.bytes as Buffer);
    const isProtocol = protocolSchema.constructorsById.has(bytes.readUInt32LE(0));
    return isProtocol ? decodeObject(protocolSchema, bytes) : decodeResult(schema, request, bytes);
  }

  [Symbol.dispose](): void {
    this.stream.socket.destroy();
  }
}

function messagesIn(messageId: bigint, seqNo: number, body: Buffer): RawMessage[] {
  if (body.readUInt32LE(0) !== MSG_CONTAINER) return [described(messageId, seqNo, null, body)];
  const reader = new ByteReader(body);
  reader.id();
  return Array.from({ length: reader.int() }, () => {
    const [id, number, size] = [reader.long(), reader.int(), reader.int()];
    return described(id, number, messageId, reader.raw(size));
  });
}

function described(
  messageId: bigint,
  seqNo: number,
  container: bigint | null,
  body: Buffer,
): RawMessage {
  return { messageId, seqNo, container, body, object: objectIn(body) };
}

function objectIn(body: Buffer): TlObject {
  const id = body.readUInt32LE(0);
  if (id === RPC_RESULT) {
    return { _: "rpc_result", req_msg_id: body.readBigInt64LE(4), bytes: body.subarray(12) };
  }
  const isProtocol = protocolSchema.constructorsById.has(id);
  return decodeObject(isProtocol ? protocolSchema : schema, unzipped(body));
}

function unzipped(bytes: Buffer): Buffer {
  if (bytes.readUInt32LE(0) !== GZIP_PACKED) return bytes;
  const reader = new ByteReader(bytes);
  reader.id();
  return gunzipSync(reader.bytes());
}
