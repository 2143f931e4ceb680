import { InvalidInput, isMessageId } from "@telekeep/core";

/** The object types that `node(id:)` can load. */
export type NodeType = "Channel" | "Message" | "MessageRevision" | "Job";

const NODE_TYPES: ReadonlySet<string> = new Set(["Channel", "Message", "MessageRevision", "Job"]);

/** What names one message: its channel's marked id and its id inside the channel. */
export interface MessageKey {
  readonly channelId: bigint;
  readonly id: number;
}

/** What names one version of a message; the content alone can come back after another edit. */
export interface RevisionKey extends MessageKey {
  readonly contentHash: string;
  /** When this version was first seen, in milliseconds. */
  readonly seenAt: number;
}

/** The opaque id that clients see. */
export function encodeNodeId(type: string, key: string | number | bigint): string {
  return Buffer.from(`${type}:${key}`, "utf8").toString("base64url");
}

/** Takes an opaque id apart. Throws InvalidInput for anything this server did not make. */
export function decodeNodeId(nodeId: string): { typename: NodeType; id: string } {
  const text = /^[\w-]{4,400}$/.test(nodeId) ? Buffer.from(nodeId, "base64url").toString() : "";
  const colon = text.indexOf(":");
  const typename = text.slice(0, colon);
  if (
    colon < 1 ||
    !NODE_TYPES.has(typename) ||
    encodeNodeId(typename, text.slice(colon + 1)) !== nodeId
  ) {
    throw notAnId(nodeId);
  }
  return { typename: typename as NodeType, id: text.slice(colon + 1) };
}

/** The key inside an id that must be of one type. */
export function keyOfType(nodeId: string, type: NodeType): string {
  const { typename, id } = decodeNodeId(nodeId);
  if (typename !== type) {
    throw new InvalidInput(`That is the id of a ${typename}; this argument takes a ${type}.`);
  }
  return id;
}

/** Reads the key of a channel's id. */
export function channelKey(key: string): bigint {
  if (!/^-?\d{1,18}$/.test(key)) throw notAnId(key);
  return BigInt(key);
}

/** Writes the key of a message's id. */
export function formatMessageKey({ channelId, id }: MessageKey): string {
  return `${channelId}.${id}`;
}

/** Reads the key of a message's id. */
export function messageKey(key: string): MessageKey {
  const match = /^(-?\d{1,18})\.(-?\d{1,10})$/.exec(key);
  if (!match || !isMessageId(Number(match[2]))) throw notAnId(key);
  return { channelId: BigInt(match[1]!), id: Number(match[2]) };
}

/** Writes the key of a revision's id. */
export function formatRevisionKey(key: RevisionKey): string {
  return `${formatMessageKey(key)}.${key.contentHash}.${key.seenAt}`;
}

/** Reads the key of a revision's id. */
export function revisionKey(key: string): RevisionKey {
  const match = /^(-?\d{1,18}\.-?\d{1,10})\.([0-9a-f]{64})\.(\d{1,15})$/.exec(key);
  if (!match) throw notAnId(key);
  return { ...messageKey(match[1]!), contentHash: match[2]!, seenAt: Number(match[3]) };
}

/** Reads the key of a job's id. */
export function jobKey(key: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key)) throw notAnId(key);
  return key;
}

function notAnId(text: string): InvalidInput {
  return new InvalidInput(`"${text.slice(0, 60)}" is not an id of this archive.`);
}
