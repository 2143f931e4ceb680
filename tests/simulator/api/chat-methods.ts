import type { TlObject } from "../tl/value.ts";
import { personByUsername } from "../world/person.ts";
import { chatPhoto } from "../world/profile-photo.ts";
import { topicsOf } from "../world/topic.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { AskedBy, MemberHandler } from "./api-state.ts";
import { chatObject, memberCount } from "./chat-object.ts";
import { photoObject } from "./file-object.ts";
import { Gathered } from "./gathered.ts";
import { pinnedId } from "./message-methods.ts";
import { peerObject } from "./peer-object.ts";
import { resolveChannel, resolveGroup } from "./resolve-peer.ts";
import { badRequest } from "./rpc-failure.ts";
import { accessHashOf, type View, visibleId } from "./view.ts";

const noSettings: TlObject = { _: "peerNotifySettings" };

/** Looking at groups and channels. */
export const chatMethods: Readonly<Record<string, MemberHandler>> = {
  "contacts.resolveUsername": ({ view, params }) => {
    const username = params.text("username");
    if (!/^[a-z]\w{2,31}$/i.test(username)) throw badRequest("USERNAME_INVALID");
    const gathered = new Gathered(view);
    const peer = view.world.chatByUsername(username)?.peer ?? userPeer(view, username);
    if (peer === null) throw badRequest("USERNAME_NOT_OCCUPIED");
    gathered.add(peer);
    return { _: "contacts.resolvedPeer", peer: peerObject(peer), ...gathered.lists() };
  },

  "channels.getChannels": ({ view, params }) => ({
    _: "messages.chats",
    chats: params.objects("id").map((input) => chatObject(view, knownChannel(view, input))),
  }),

  "messages.getChats": ({ view, params }) => ({
    _: "messages.chats",
    chats: params.longs("id").map((id) => {
      const chat = view.world.chatOf({ kind: "group", id: Number(id) });
      if (chat === null) throw badRequest("CHAT_ID_INVALID");
      return chatObject(view, chat);
    }),
  }),

  "channels.getFullChannel": ({ view, params }) => {
    const chat = resolveChannel(view, params.object("channel"));
    const linked = view.world.discussionOf(chat) ?? view.world.discussedBy(chat);
    const gathered = new Gathered(view);
    gathered.add(chat.peer);
    gathered.add(linked?.peer);
    const { availableFrom, members = [] } = chat.base.spec;
    const { top } = chat.history;
    return {
      _: "messages.chatFull",
      full_chat: {
        _: "channelFull",
        can_view_participants: chat.kind !== "broadcast",
        hidden_prehistory: availableFrom !== undefined,
        id: BigInt(chat.id),
        about: chat.about,
        participants_count: memberCount(chat),
        read_inbox_max_id: top,
        read_outbox_max_id: top,
        unread_count: 0,
        chat_photo: fullPhoto(view, chat),
        notify_settings: noSettings,
        bot_info: [],
        ...migratedFrom(view, chat),
        pinned_msg_id: pinnedId(chat),
        available_min_id: members.includes(view.account.key) ? undefined : availableFrom,
        linked_chat_id: linked === null ? undefined : BigInt(linked.id),
        pts: chat.log.pts,
      },
      ...gathered.lists(),
    };
  },

  "messages.getFullChat": ({ view, params }) => {
    const chat = resolveGroup(view, params.long("chat_id"));
    const gathered = new Gathered(view);
    gathered.add(chat.peer);
    const members = view.world.accounts.filter((account) => chat.members.has(account.key));
    for (const { userId } of members) gathered.add({ kind: "user", id: userId });
    return {
      _: "messages.chatFull",
      full_chat: {
        _: "chatFull",
        id: BigInt(chat.id),
        about: chat.about,
        participants: {
          _: "chatParticipants",
          chat_id: BigInt(chat.id),
          participants: members.map(({ userId }, index) =>
            index === 0
              ? { _: "chatParticipantCreator", user_id: BigInt(userId) }
              : {
                  _: "chatParticipant",
                  user_id: BigInt(userId),
                  inviter_id: BigInt(members[0]?.userId ?? 0),
                  date: chat.base.spec.startsAt,
                },
          ),
          version: 1,
        },
        chat_photo: fullPhoto(view, chat),
        notify_settings: noSettings,
      },
      ...gathered.lists(),
    };
  },

  "channels.getForumTopics": (asked) => forumTopics(asked),
};

/** The channel of an InputChannel whose hash is right, also when the account may not see it. */
function knownChannel(view: View, input: TlObject): WorldChat {
  const { channel_id: id, access_hash: hash } = input;
  const chat = view.world.chatOf({ kind: "channel", id: Number(id) });
  if (chat === null || hash !== accessHashOf(view, chat.peer)) throw badRequest("CHANNEL_INVALID");
  return chat;
}

function userPeer(view: View, username: string) {
  const wanted = username.toLowerCase();
  const account = view.world.accounts.find((one) => one.spec.username?.toLowerCase() === wanted);
  if (account !== undefined) return { kind: "user" as const, id: account.userId };
  const id = personByUsername(view.world.seed, wanted);
  return id === null ? null : { kind: "user" as const, id };
}

function fullPhoto(view: View, chat: WorldChat): TlObject {
  if (chat.photo === 0) return { _: "photoEmpty", id: 0n };
  return photoObject(view, chatPhoto(view.world, chat));
}

function migratedFrom(view: View, chat: WorldChat) {
  const key = chat.base.migratedFrom?.spec.key;
  if (key === undefined) return {};
  const group = view.world.chat(key);
  return {
    migrated_from_chat_id: BigInt(group.id),
    migrated_from_max_id: visibleId(view, group, group.history.top),
  };
}

function forumTopics({ view, params }: AskedBy): TlObject {
  const chat = resolveChannel(view, params.object("channel"));
  if (chat.kind !== "forum") throw badRequest("CHANNEL_FORUM_MISSING");
  const gathered = new Gathered(view);
  gathered.add(chat.peer);
  const query = params.optionalText("q")?.toLowerCase() ?? "";
  const all = topicsOf(chat).filter(({ title }) => title.toLowerCase().includes(query));
  const after = all.findIndex(({ id }) => id === params.int("offset_topic")) + 1;
  const page = all.slice(after, after + Math.min(100, Math.max(1, params.int("limit"))));
  return {
    _: "messages.forumTopics",
    count: all.length,
    topics: page.map((topic) => ({
      _: "forumTopic",
      closed: topic.closed,
      pinned: topic.pinned,
      id: topic.id,
      date: chat.history.dateOf(topic.id),
      title: topic.title,
      icon_color: 0x6fb9f0,
      top_message: topic.newest,
      read_inbox_max_id: topic.newest,
      read_outbox_max_id: topic.newest,
      unread_count: 0,
      unread_mentions_count: 0,
      unread_reactions_count: 0,
      from_id: peerObject(chat.peer),
      notify_settings: noSettings,
    })),
    messages: [],
    pts: chat.log.pts,
    ...gathered.lists(),
  };
}
