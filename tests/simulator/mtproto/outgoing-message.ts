import type { ServerMessageKind } from "./message-ids.ts";

/** A message of the server to a session. */
export interface OutgoingMessage {
  readonly messageId: bigint;
  readonly seqNo: number;
  readonly body: Buffer;
  /** The client has to acknowledge it. */
  readonly contentRelated: boolean;
  /** The client's message this is the rpc_result of. */
  readonly requestId: bigint | null;
}

/** How a body becomes a message. */
export interface Post {
  readonly kind: ServerMessageKind;
  readonly contentRelated: boolean;
  /** Of the client's message this answers. */
  readonly requestId: bigint | null;
}
