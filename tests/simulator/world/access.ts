import type { Account } from "./account.ts";
import type { PeerRef } from "./chat.ts";
import { hash64 } from "./prng.ts";
import type { WorldChat } from "./world-chat.ts";

/** How far an account sees a chat: as a member, as anybody does, or not at all. */
export type Access = "member" | "visible" | "none";

/** What the account sees of the chat. `linked` is the channel a discussion group belongs to. */
export function accessOf(account: Account, chat: WorldChat, linked: WorldChat | null): Access {
  if (chat.deleted || chat.kicked.has(account.key)) return "none";
  if (chat.members.has(account.key)) return "member";
  if (!chat.isChannel) return "none";
  if (chat.usernames.length > 0) return "visible";
  return linked !== null && accessOf(account, linked, null) !== "none" ? "visible" : "none";
}

/** The access hash by which this account names the peer; another account's is worth nothing. */
export function accessHash(seed: number, account: Account, peer: PeerRef): bigint {
  return hash64(seed, "access", account.key, peer.kind, peer.id);
}
