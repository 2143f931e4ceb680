import type { ChannelKind, ChannelProfile } from "../domain/channel.ts";
import type { ChannelId, PeerKind } from "../domain/ids.ts";
import { unmarkPeer } from "../domain/ids.ts";
import { OLD_CHAT_END, OLD_CHAT_SHIFT, OLD_USER_SHIFT, tryMark } from "./normalise-peer.ts";

/** What the envelope of a chat says, as JSON values; undefined when it does not say it. */
export interface ChatFields {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly id?: unknown;
}

/** Titles of chats that the exporter leaves nameless. */
const UNNAMED: ReadonlyMap<string, string> = new Map([
  ["saved_messages", "Saved Messages"],
  ["replies", "Replies"],
  ["verification_codes", "Verification Codes"],
  ["personal_chat", "Deleted Account"],
  ["bot_chat", "Deleted Account"],
]);

/**
 * The channel that a chat of a result.json is. `hasOldIds` says that the file's peer ids are the
 * shifted ones of exports before April 2021. Returns a reason when its id cannot be used.
 */
export function readChatProfile(fields: ChatFields, hasOldIds: boolean): ChannelProfile | string {
  const type = typeof fields.type === "string" ? fields.type : "";
  const kind = kindOf(type);
  const bareId = typeof fields.id === "string" ? Number(fields.id) : fields.id;
  if (typeof bareId !== "number" || !Number.isSafeInteger(bareId) || bareId === 0) {
    return "it has no id";
  }
  const id = markChat(kind, bareId, hasOldIds);
  if (id === null) return `its id ${bareId} is not one that Telegram issues`;
  return {
    id,
    kind,
    title: titleOf(fields.name, type, kind),
    username: null,
    isPrivate: type === "" ? null : !type.startsWith("public_"),
    isIdFromTelegram: true,
  };
}

function kindOf(type: string): ChannelKind {
  if (type.endsWith("_supergroup")) return "supergroup";
  if (type.endsWith("_group")) return "group";
  return type.endsWith("_channel") ? "channel" : "private";
}

/** Exports hold bare ids; some tools and hands put the marked, negative ones in their place. */
function markChat(kind: ChannelKind, id: number, hasOldIds: boolean): ChannelId | null {
  const peer = peerKindOf(kind);
  if (id < 0) {
    const marked = unmarkPeer(id);
    if (marked.kind === peer) return id;
    return peer === "channel" ? tryMark(peer, marked.bareId) : null;
  }
  if (!hasOldIds) return tryMark(peer, id);
  const shift = peer === "user" ? OLD_USER_SHIFT : OLD_CHAT_SHIFT;
  return tryMark(peer, id >= shift && id < OLD_CHAT_END ? id - shift : id);
}

function peerKindOf(kind: ChannelKind): PeerKind {
  if (kind === "private") return "user";
  return kind === "group" ? "group" : "channel";
}

function titleOf(name: unknown, type: string, kind: ChannelKind): string {
  if (typeof name === "string" && name.trim() !== "") return name.trim();
  const deleted = {
    group: "Deleted Group",
    supergroup: "Deleted Group",
    channel: "Deleted Channel",
  };
  return UNNAMED.get(type) ?? (kind === "private" ? "Unnamed chat" : deleted[kind]);
}
