import type { TlObject } from "../tl/value.ts";
import type { MemberHandler } from "./api-state.ts";
import { Gathered } from "./gathered.ts";
import { resolveUser } from "./resolve-peer.ts";
import { userObject } from "./user-object.ts";

/** Looking at users. */
export const userMethods: Readonly<Record<string, MemberHandler>> = {
  "users.getUsers": ({ view, params }) =>
    params
      .objects("id")
      .map(
        (input): TlObject =>
          input._ === "inputUserEmpty"
            ? { _: "userEmpty", id: 0n }
            : userObject(view, resolveUser(view, input)),
      ),

  "users.getFullUser": ({ view, params }) => {
    const id = resolveUser(view, params.object("id"));
    const gathered = new Gathered(view);
    gathered.add({ kind: "user", id });
    return {
      _: "users.userFull",
      full_user: {
        _: "userFull",
        id: BigInt(id),
        settings: { _: "peerSettings" },
        notify_settings: { _: "peerNotifySettings" },
        common_chats_count: 0,
      },
      ...gathered.lists(),
    };
  },
};
