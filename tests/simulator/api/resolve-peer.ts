import type { TlObject } from "../tl/value.ts";
import { personIndex } from "../world/person.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { badRequest } from "./rpc-failure.ts";
import { accessHashOf, type View } from "./view.ts";

/** The channel an InputChannel names, if the account may see it. */
export function resolveChannel(view: View, input: TlObject): WorldChat {
  const { channel_id: id, access_hash: hash } = input;
  if (typeof id !== "bigint" || typeof hash !== "bigint") throw badRequest("CHANNEL_INVALID");
  const chat = view.world.chatOf({ kind: "channel", id: Number(id) });
  if (chat === null || hash !== accessHashOf(view, chat.peer)) throw badRequest("CHANNEL_INVALID");
  if (view.world.access(view.account, chat) === "none") throw badRequest("CHANNEL_PRIVATE");
  return chat;
}

/** The basic group of this bare id, if the account is in it. */
export function resolveGroup(view: View, id: bigint): WorldChat {
  const chat = view.world.chatOf({ kind: "group", id: Number(id) });
  if (chat === null || view.world.access(view.account, chat) === "none") {
    throw badRequest("CHAT_ID_INVALID");
  }
  return chat;
}

/** The id of the user an InputUser or InputPeer names. */
export function resolveUser(view: View, input: TlObject): number {
  if (input._ === "inputUserSelf" || input._ === "inputPeerSelf") return view.account.userId;
  const { user_id: id, access_hash: hash } = input;
  if (typeof id !== "bigint" || typeof hash !== "bigint") throw badRequest("USER_ID_INVALID");
  const user = Number(id);
  const known =
    personIndex(user) !== null || view.world.accounts.some((one) => one.userId === user);
  if (!known || hash !== accessHashOf(view, { kind: "user", id: user })) {
    throw badRequest("USER_ID_INVALID");
  }
  return user;
}

/** The chat an InputPeer names; null for a user with whom nothing was written. */
export function resolvePeer(view: View, input: TlObject): WorldChat | null {
  switch (input._) {
    case "inputPeerChannel":
      return resolveChannel(view, input);
    case "inputPeerChat":
      if (typeof input.chat_id !== "bigint") throw badRequest("CHAT_ID_INVALID");
      return resolveGroup(view, input.chat_id);
    case "inputPeerUser":
    case "inputPeerSelf": {
      const chat = view.world.chatOf({ kind: "user", id: resolveUser(view, input) });
      return chat !== null && chat.members.has(view.account.key) ? chat : null;
    }
    default:
      throw badRequest("PEER_ID_INVALID");
  }
}
