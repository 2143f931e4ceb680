import type { TlObject } from "../tl/value.ts";
import type { PeerRef } from "../world/chat.ts";
import { chatObject } from "./chat-object.ts";
import { userObject } from "./user-object.ts";
import type { View } from "./view.ts";

/** The users and chats an answer mentions: each comes with the answer once. */
export class Gathered {
  readonly #view: View;
  readonly #peers = new Map<string, PeerRef>();

  constructor(view: View) {
    this.#view = view;
  }

  add(peer: PeerRef | undefined): void {
    if (peer !== undefined) this.#peers.set(`${peer.kind} ${peer.id}`, peer);
  }

  /** The two fields nearly every answer ends with. */
  lists(): { readonly chats: TlObject[]; readonly users: TlObject[] } {
    const chats: TlObject[] = [];
    const users: TlObject[] = [];
    for (const peer of this.#peers.values()) {
      if (peer.kind === "user") {
        users.push(userObject(this.#view, peer.id));
        continue;
      }
      const chat = this.#view.world.chatOf(peer);
      if (chat !== null) chats.push(chatObject(this.#view, chat));
    }
    return { chats, users };
  }
}
