import type { TlObject } from "../tl/value.ts";
import type { PeerRef } from "../world/chat.ts";
import type { Action } from "../world/message.ts";
import { photoObject } from "./file-object.ts";
import type { Gathered } from "./gathered.ts";
import type { View } from "./view.ts";

/** What a service message reports, as the API shows it. */
export function actionObject(view: View, action: Action, gathered: Gathered): TlObject {
  const named = (...ids: readonly number[]): bigint[] => {
    for (const id of ids) gathered.add({ kind: "user", id });
    return ids.map(BigInt);
  };
  const chat = (kind: PeerRef["kind"], id: number): bigint => {
    gathered.add({ kind, id });
    return BigInt(id);
  };
  switch (action.kind) {
    case "channelCreate":
      return { _: "messageActionChannelCreate", title: action.title };
    case "groupCreate":
      return { _: "messageActionChatCreate", title: action.title, users: named(...action.users) };
    case "editTitle":
      return { _: "messageActionChatEditTitle", title: action.title };
    case "editPhoto":
      return { _: "messageActionChatEditPhoto", photo: photoObject(view, action.photo) };
    case "deletePhoto":
      return { _: "messageActionChatDeletePhoto" };
    case "pin":
      return { _: "messageActionPinMessage" };
    case "addUsers":
      return { _: "messageActionChatAddUser", users: named(...action.users) };
    case "removeUser":
      return { _: "messageActionChatDeleteUser", user_id: named(action.user)[0] };
    case "joinedByLink":
      return { _: "messageActionChatJoinedByLink", inviter_id: named(action.inviter)[0] };
    case "joinedByRequest":
      return { _: "messageActionChatJoinedByRequest" };
    case "migrateTo":
      return { _: "messageActionChatMigrateTo", channel_id: chat("channel", action.channel) };
    case "migrateFrom":
      return {
        _: "messageActionChannelMigrateFrom",
        title: action.title,
        chat_id: chat("group", action.group),
      };
    case "topicCreate":
      return { _: "messageActionTopicCreate", title: action.title, icon_color: action.color };
    case "topicEdit":
      return { _: "messageActionTopicEdit", title: action.title, closed: action.closed };
    case "setTtl":
      return { _: "messageActionSetMessagesTTL", period: action.seconds };
    case "videoChat":
      return {
        _: "messageActionGroupCall",
        call: { _: "inputGroupCall", id: action.id, access_hash: action.id ^ 0x1234n },
        duration: action.seconds,
      };
    case "boost":
      return { _: "messageActionBoostApply", boosts: action.boosts };
    case "custom":
      return { _: "messageActionCustomAction", message: action.message };
  }
}
