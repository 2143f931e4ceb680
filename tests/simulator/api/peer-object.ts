import type { TlObject } from "../tl/value.ts";
import type { PeerRef } from "../world/chat.ts";

export function peerObject(peer: PeerRef): TlObject {
  const id = BigInt(peer.id);
  if (peer.kind === "user") return { _: "peerUser", user_id: id };
  if (peer.kind === "group") return { _: "peerChat", chat_id: id };
  return { _: "peerChannel", channel_id: id };
}

export function optionalPeer(peer: PeerRef | undefined): TlObject | undefined {
  return peer === undefined ? undefined : peerObject(peer);
}
