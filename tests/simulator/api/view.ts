import type { Account } from "../world/account.ts";
import type { PeerRef } from "../world/chat.ts";
import type { World } from "../world/world.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { FileReferences } from "./file-references.ts";

/** The world as one account sees it. */
export interface View {
  readonly world: World;
  readonly account: Account;
  readonly references: FileReferences;
}

/** The id by which the account knows a message: its own for mailbox chats. */
export function visibleId(view: View, chat: WorldChat, id: number): number {
  return chat.isChannel ? id : view.world.mailboxes.idFor(view.account, chat, id);
}

/** The access hash by which the account names a peer. */
export function accessHashOf(view: View, peer: PeerRef): bigint {
  return view.world.accessHash(view.account, peer);
}
