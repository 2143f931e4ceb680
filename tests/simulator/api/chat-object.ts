import type { TlObject } from "../tl/value.ts";
import { chatPhoto } from "../world/profile-photo.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { strippedThumb } from "./file-object.ts";
import { accessHashOf, type View } from "./view.ts";

/** A group or channel as the account sees it; a forbidden one when it may not. */
export function chatObject(view: View, chat: WorldChat): TlObject {
  const access = view.world.access(view.account, chat);
  const id = BigInt(chat.id);
  const broadcast = chat.kind === "broadcast";
  if (!chat.isChannel) {
    if (access === "none") return { _: "chatForbidden", id, title: chat.title };
    const next = chat.base.migratedTo?.spec;
    return {
      _: "chat",
      deactivated: next !== undefined,
      id,
      title: chat.title,
      photo: photoObjectOf(view, chat),
      participants_count: memberCount(chat),
      date: chat.base.spec.startsAt,
      version: chat.photo,
      migrated_to:
        next === undefined
          ? undefined
          : {
              _: "inputChannel",
              channel_id: BigInt(next.id),
              access_hash: accessHashOf(view, { kind: "channel", id: next.id }),
            },
      default_banned_rights: noBans,
    };
  }
  const access_hash = accessHashOf(view, chat.peer);
  if (access === "none") {
    return {
      _: "channelForbidden",
      broadcast,
      megagroup: !broadcast,
      id,
      access_hash,
      title: chat.title,
    };
  }
  const { spec } = chat.base;
  return {
    _: "channel",
    left: access !== "member",
    broadcast,
    megagroup: !broadcast,
    verified: spec.verified,
    restricted: chat.restriction !== null,
    signatures: spec.signatures,
    has_link: chat.base.discussion !== null || chat.base.discusses !== null,
    noforwards: chat.noForwards,
    join_request: spec.joinByRequest,
    forum: chat.kind === "forum",
    id,
    access_hash,
    title: chat.title,
    ...usernameFields(chat.usernames),
    photo: photoObjectOf(view, chat),
    date: spec.startsAt,
    restriction_reason:
      chat.restriction === null
        ? undefined
        : [{ _: "restrictionReason", platform: "all", reason: "terms", text: chat.restriction }],
    default_banned_rights: broadcast ? undefined : noBans,
    participants_count: access === "member" ? memberCount(chat) : undefined,
  };
}

/** Nothing is forbidden to members. */
const noBans: TlObject = { _: "chatBannedRights", until_date: 0 };

/** How many people a chat says it has. */
export function memberCount(chat: WorldChat): number {
  return chat.base.spec.memberCount ?? 100 + (chat.base.spec.people ?? 12) * 37;
}

/** One plain username stands alone; several, or a collectible one, come as a list. */
function usernameFields(usernames: readonly string[]) {
  const [first] = usernames;
  if (first === undefined) return {};
  if (usernames.length === 1 && first.length > 4) return { username: first };
  return {
    usernames: usernames.map((username, index) => ({
      _: "username",
      editable: index === 0 && username.length > 4,
      active: true,
      username,
    })),
  };
}

function photoObjectOf(view: View, chat: WorldChat): TlObject {
  if (chat.photo === 0) return { _: "chatPhotoEmpty" };
  const { id, dc } = chatPhoto(view.world, chat);
  return { _: "chatPhoto", photo_id: id, stripped_thumb: strippedThumb(id), dc_id: dc };
}
