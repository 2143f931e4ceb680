import { join } from "../world/change-chats.ts";
import { chatPhoto } from "../world/profile-photo.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { type AskedBy, apiSeconds, type MemberHandler } from "./api-state.ts";
import { chatObject, memberCount } from "./chat-object.ts";
import { photoObject } from "./file-object.ts";
import { resolveChannel } from "./resolve-peer.ts";
import { badRequest } from "./rpc-failure.ts";
import type { View } from "./view.ts";

/** Getting into chats, by invite link or by the front door. */
export const joinMethods: Readonly<Record<string, MemberHandler>> = {
  "messages.checkChatInvite": ({ view, params }) => {
    const chat = invitedTo(view, params.text("hash"));
    if (view.world.access(view.account, chat) === "member") {
      return { _: "chatInviteAlready", chat: chatObject(view, chat) };
    }
    return {
      _: "chatInvite",
      channel: chat.isChannel,
      broadcast: chat.kind === "broadcast",
      public: chat.usernames.length > 0,
      megagroup: chat.isChannel && chat.kind !== "broadcast",
      request_needed: chat.base.spec.joinByRequest,
      title: chat.title,
      about: chat.about,
      photo:
        chat.photo === 0
          ? { _: "photoEmpty", id: 0n }
          : photoObject(view, chatPhoto(view.world, chat)),
      participants_count: memberCount(chat),
      color: 2,
    };
  },

  "messages.importChatInvite": (asked) =>
    enter(asked, invitedTo(asked.view, asked.params.text("hash"))),

  "channels.joinChannel": (asked) =>
    enter(asked, resolveChannel(asked.view, asked.params.object("channel"))),
};

function invitedTo(view: View, hash: string): WorldChat {
  if (hash === "") throw badRequest("INVITE_HASH_EMPTY");
  if (!/^[\w-]+$/.test(hash)) throw badRequest("INVITE_HASH_INVALID");
  const chat = view.world.chats.find((one) => one.invite === hash && !one.deleted);
  if (chat === undefined) throw badRequest("INVITE_HASH_EXPIRED");
  return chat;
}

function enter({ view, api }: AskedBy, chat: WorldChat) {
  const { key } = view.account;
  if (chat.members.has(key)) throw badRequest("USER_ALREADY_PARTICIPANT");
  if (chat.kicked.has(key)) throw badRequest("INVITE_HASH_EXPIRED");
  if (chat.base.spec.joinByRequest === true) {
    chat.requests.add(key);
    throw badRequest("INVITE_REQUEST_SENT");
  }
  join(view.world, chat, view.account);
  const channel = chat.isChannel
    ? [{ _: "updateChannel", channel_id: BigInt(chat.id) }]
    : [{ _: "updateChat", chat_id: BigInt(chat.id) }];
  return {
    _: "updates",
    updates: channel,
    users: [],
    chats: [chatObject(view, chat)],
    date: apiSeconds(api),
    seq: 0,
  };
}
