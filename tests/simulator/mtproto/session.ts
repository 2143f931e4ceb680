import { randomBytes } from "node:crypto";
import { encodeObject } from "../tl/encode.ts";
import type { TlObject } from "../tl/value.ts";
import type { Connection } from "./connection.ts";
import type { KnownKey } from "./known-keys.ts";
import { ServerMessageIds, type ServerMessageKind } from "./message-ids.ts";
import type { OutgoingMessage, Post } from "./outgoing-message.ts";
import { packMessages } from "./pack-messages.ts";
import { protocolSchema } from "./protocol-schema.ts";
import { ReceivedMessages } from "./received-messages.ts";
import type { RunningCall } from "./running-call.ts";

export interface SessionOptions {
  readonly id: bigint;
  readonly key: KnownKey;
  readonly containers: boolean;
  /** The server's clock, Unix time in milliseconds. */
  readonly now: () => number;
}

const KEPT_UNTIL_ACKNOWLEDGED = 512;
const NOTICE: Post = { kind: "notice", contentRelated: false, requestId: null };

/** A session of a key: what it got, what it still gets, and over which connection. */
export class Session {
  readonly id: bigint;
  readonly key: KnownKey;
  readonly received = new ReceivedMessages();
  /** Requests by their message id, until the client has acknowledged the answer. */
  readonly calls = new Map<bigint, RunningCall>();
  /** Some message was accepted, so new_session_created was sent. */
  established = false;
  /** A call without invokeWithoutUpdates was made. */
  wantsUpdates = false;
  readonly #options: SessionOptions;
  readonly #ids = new ServerMessageIds();
  readonly #unacknowledged = new Map<bigint, OutgoingMessage>();
  #connection: Connection | null = null;
  #queue: OutgoingMessage[] = [];
  #toAcknowledge = new Set<bigint>();
  #sequence = 0;
  #flushing: NodeJS.Immediate | null = null;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.key = options.key;
    this.#options = options;
  }

  /** Where messages go now; null when its connection is closed or says nothing any more. */
  get connection(): Connection | null {
    return this.#connection?.isUsable ? this.#connection : null;
  }

  /** Goes on over this connection; what was lost with the one before is sent again. */
  attach(connection: Connection): void {
    const before = this.#connection;
    this.#connection = connection;
    if (before === null || before === connection || before.isUsable) return;
    this.#queue = [...this.#unacknowledged.values()];
    this.#schedule();
  }

  /** Puts a message into the queue; what is queued in one turn goes out together. */
  post(body: Buffer, post: Post): OutgoingMessage {
    const message = this.#number(body, post);
    this.#queue.push(message);
    this.#schedule();
    return message;
  }

  /** A service message, not to be acknowledged. */
  postNotice(object: TlObject, kind: ServerMessageKind = "notice"): void {
    this.post(encodeObject(protocolSchema, object), { ...NOTICE, kind });
  }

  establish(firstMessageId: bigint): void {
    this.established = true;
    const created = encodeObject(protocolSchema, {
      _: "new_session_created",
      first_msg_id: firstMessageId,
      unique_id: randomBytes(8).readBigInt64LE(0),
      server_salt: this.#salt(),
    });
    this.post(created, { ...NOTICE, contentRelated: true });
  }

  refuse(messageId: bigint, seqNo: number, code: number): void {
    this.postNotice({
      _: "bad_msg_notification",
      bad_msg_id: messageId,
      bad_msg_seqno: seqNo,
      error_code: code,
    });
  }

  refuseSalt(messageId: bigint, seqNo: number): void {
    this.postNotice({
      _: "bad_server_salt",
      bad_msg_id: messageId,
      bad_msg_seqno: seqNo,
      error_code: 48,
      new_server_salt: this.#salt(),
    });
  }

  /** Tells the client that its message came, unless this is withheld in the same turn. */
  acknowledge(messageId: bigint): void {
    this.#toAcknowledge.add(messageId);
    this.#schedule();
  }

  /** Does not say that this message came, if that was not said yet. */
  withhold(messageId: bigint): void {
    this.#toAcknowledge.delete(messageId);
  }

  /** The client has these messages of ours. */
  acknowledged(messageIds: readonly bigint[]): void {
    for (const id of messageIds) {
      const message = this.#unacknowledged.get(id);
      if (!message) continue;
      this.#unacknowledged.delete(id);
      if (message.requestId !== null) this.calls.delete(message.requestId);
    }
  }

  sent(messageId: bigint): OutgoingMessage | undefined {
    return this.#unacknowledged.get(messageId);
  }

  /** The rpc_result of a request, while it is not acknowledged. */
  answerTo(requestId: bigint): OutgoingMessage | undefined {
    return this.#unacknowledged.values().find((message) => message.requestId === requestId);
  }

  forget(message: OutgoingMessage): void {
    this.#unacknowledged.delete(message.messageId);
    this.#queue = this.#queue.filter((queued) => queued !== message);
  }

  resend(message: OutgoingMessage): void {
    if (!this.#queue.includes(message)) this.#queue.push(message);
    this.#schedule();
  }

  /** Sends what is queued, now. */
  flush(): void {
    if (this.#flushing) clearImmediate(this.#flushing);
    this.#flushing = null;
    const { connection } = this;
    // What nobody hears is not queued: attach sends again what has to be acknowledged.
    if (connection) for (const packet of this.#takePackets()) this.#seal(connection, packet);
    this.#queue = [];
    this.#toAcknowledge.clear();
  }

  /** A message's packet of its own, for a connection that breaks in the middle of it. */
  postHalf(body: Buffer, post: Post): void {
    this.flush();
    const message = this.#number(body, post);
    const { connection } = this;
    if (connection) this.#seal(connection, message, "half");
  }

  #number(body: Buffer, { kind, contentRelated, requestId }: Post): OutgoingMessage {
    const messageId = this.#ids.next(kind, this.#options.now());
    const seqNo = this.#sequence * 2 + (contentRelated ? 1 : 0);
    const message = { messageId, seqNo, body, contentRelated, requestId };
    if (!contentRelated) return message;
    this.#sequence += 1;
    this.#unacknowledged.set(messageId, message);
    if (this.#unacknowledged.size > KEPT_UNTIL_ACKNOWLEDGED) {
      const [oldest] = this.#unacknowledged.keys();
      this.acknowledged([oldest!]);
    }
    return message;
  }

  #takePackets(): OutgoingMessage[] {
    if (this.#toAcknowledge.size > 0) {
      const ack = encodeObject(protocolSchema, {
        _: "msgs_ack",
        msg_ids: [...this.#toAcknowledge],
      });
      this.#queue.push(this.#number(ack, NOTICE));
    }
    if (!this.#options.containers) return this.#queue;
    return packMessages(this.#queue, (body) => this.#number(body, { ...NOTICE, kind: "answer" }));
  }

  #seal(connection: Connection, { messageId, seqNo, body }: OutgoingMessage, how?: "half"): void {
    const envelope = { salt: this.#salt(), sessionId: this.id, messageId, seqNo, body };
    connection.sendSealed(this.key.authKey.key, envelope, how);
  }

  #schedule(): void {
    this.#flushing ??= setImmediate(() => this.flush());
  }

  #salt(): bigint {
    return this.key.salts.current(this.#options.now() / 1000);
  }
}
